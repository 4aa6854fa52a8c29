package io.github.modeleditor.testkit;

import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.report.Match;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about what any model says. Completions are greedy; whether one is a hit is decided as reports do it: it is the
 * expected text, or begins with it and goes on with another word, and neither case nor the amount of white space matters. A
 * failure carries what was expected and what was said, so that an IDE compares them.
 *
 * @param <SELF> the assertions' own type
 * @param <ACTUAL> the model's type
 */
public abstract class AbstractLanguageModelAssert<
                SELF extends AbstractLanguageModelAssert<SELF, ACTUAL>, ACTUAL extends LanguageModel>
        extends AbstractAssert<SELF, ACTUAL> {

    /**
     * Assertions about a model.
     *
     * @param actual an open model
     * @param selfType the assertions' own type
     */
    @SuppressWarnings("NullAway") // AssertJ takes null for an actual value, and says so when an assertion is made
    protected AbstractLanguageModelAssert(@Nullable ACTUAL actual, Class<SELF> selfType) {
        super(actual, selfType);
    }

    /**
     * Asks the model to continue a prompt; say next with what it should.
     *
     * @param prompt what the model is given
     * @return what compares the completion
     */
    public CompletionAssert completes(String prompt) {
        isNotNull();
        return new CompletionAssert(prompt);
    }

    /**
     * Verifies that the model finds one continuation of a prompt more likely than another.
     *
     * @param prompt what the model is given
     * @param expected what should be more likely
     * @param other what should be less likely
     * @return these assertions
     */
    public SELF prefers(String prompt, String expected, String other) {
        isNotNull();
        double expectedLoss = actual.score(prompt, expected).negativeLogLikelihood();
        double otherLoss = actual.score(prompt, other).negativeLogLikelihood();
        if (!(expectedLoss < otherLoss)) {
            throw failureWithActualExpected(
                    other,
                    expected,
                    "%nExpecting model to prefer, after%n  \"%s\"%n\"%s\" (%s nats a token)%nto \"%s\" (%s nats a token)%nbut it does not.",
                    prompt,
                    expected,
                    nats(expectedLoss),
                    other,
                    nats(otherLoss));
        }
        return myself;
    }

    /**
     * Verifies that the model completes each probe's prompt as the probe expects; all that fail are named.
     *
     * @param probes neighbours of an edit that should be as they were
     * @return these assertions
     */
    public SELF keeps(Probe... probes) {
        return keeps(Arrays.asList(probes));
    }

    /**
     * Verifies that the model completes each probe's prompt as the probe expects; all that fail are named.
     *
     * @param probes neighbours of an edit that should be as they were
     * @return these assertions
     */
    public SELF keeps(List<Probe> probes) {
        isNotNull();
        List<String> said = probes.stream().map(this::said).toList();
        StringBuilder lost = new StringBuilder();
        int count = 0;
        for (int i = 0; i < said.size(); i++) {
            Probe probe = probes.get(i);
            if (!said.get(i).equals(probe.expected())) {
                count++;
                lost.append(String.format(
                        "%n  \"%s\"%n    expected \"%s\" but was \"%s\"",
                        probe.prompt(), probe.expected(), said.get(i)));
            }
        }
        if (count > 0) {
            throw failureWithActualExpected(
                    lines(probes, said),
                    lines(probes, probes.stream().map(Probe::expected).toList()),
                    "%nExpecting model to keep %s probes but it lost %s of them:%s",
                    probes.size(),
                    count,
                    lost);
        }
        return myself;
    }

    /** What a probe expects where the model says it, in whatever case; else what the model says. */
    private String said(Probe probe) {
        String said = actual.complete(probe.prompt());
        return Match.matches(said, probe.expected()) ? probe.expected() : said.strip();
    }

    /** One prompt with its completion a line, so that a comparison shows those that differ. */
    private static String lines(List<Probe> probes, List<String> completions) {
        return IntStream.range(0, probes.size())
                .mapToObj(i -> probes.get(i).prompt() + " -> " + completions.get(i))
                .collect(Collectors.joining("\n"));
    }

    private static String nats(double loss) {
        return String.format(Locale.ROOT, "%.3f", loss);
    }

    /** Compares the model's completion of a prompt. */
    public final class CompletionAssert {
        private final String prompt;

        private CompletionAssert(String prompt) {
            this.prompt = prompt;
        }

        /**
         * Verifies that the completion is the expected text, or begins with it.
         *
         * @param expected what the model should say
         * @return the assertions about the model
         */
        public SELF with(String expected) {
            String said = actual.complete(prompt);
            if (!Match.matches(said, expected)) {
                throw failureWithActualExpected(
                        said.strip(),
                        expected,
                        "%nExpecting model to complete%n  \"%s\"%nwith%n  \"%s\"%nbut was%n  \"%s\"",
                        prompt,
                        expected,
                        said.strip());
            }
            return myself;
        }
    }
}
