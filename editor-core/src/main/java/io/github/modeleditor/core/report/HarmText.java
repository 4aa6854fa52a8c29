package io.github.modeleditor.core.report;

import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.NegationReport;
import io.github.modeleditor.api.report.Tally;
import io.github.modeleditor.api.report.TextDrift;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What became of the rest of a model, as lines of text. */
final class HarmText {
    private static final String COLUMNS = "  %-26s %8s %8s %8s";

    private HarmText() {}

    /** The rest in one line, for the head of a report. */
    static String headline(EvaluationReport report, Harm harm) {
        List<String> parts = new ArrayList<>();
        if (!Double.isNaN(report.localityChange())) {
            parts.add(format("locality %+.1f", report.localityChange()));
        }
        if (harm.neighbours().of() > 0) {
            parts.add(format("neighbours kept %s", percent(harm.neighbours())));
        }
        if (harm.mates().isEmpty()) {
            parts.add(format("no mates (facts without a subject: %d)", harm.factsWithoutSubject()));
        } else {
            Change truth = harm.trueMates();
            parts.add(
                    Double.isNaN(truth.before())
                            ? format("mates kept %s", percent(harm.keptMates()))
                            : format(
                                    "mates %+.1f, kept %s", truth.after() - truth.before(), percent(harm.keptMates())));
        }
        TextDrift general = harm.general();
        parts.add(format(
                "KL %s, perplexity %.1f -> %.1f",
                small(general.klDivergence()),
                general.perplexity().before(),
                general.perplexity().after()));
        return "The rest: " + String.join("; ", parts);
    }

    /** What a person should know, if anything. */
    static Stream<String> advice(Harm harm) {
        return harm.noticeable()
                ? Stream.of(
                        format(
                                "The model around the facts has changed: its KL divergence from the unedited model, on texts that"
                                        + " no fact is about, is %s nats a token, above %.1f.",
                                small(harm.general().klDivergence()), Harm.NOTICEABLE_DIVERGENCE),
                        "Lower the learning rate or the rank, train fewer epochs, or train other true facts beside these.")
                : Stream.of();
    }

    /** The figures one by one. */
    static List<String> table(Harm harm) {
        List<String> lines = new ArrayList<>();
        lines.add(format("%-28s %8s %8s", "what became of the rest", "count", "percent"));
        addTally(lines, "neighbours kept", harm.neighbours());
        addTally(lines, "mates kept", harm.keptMates());
        addTally(lines, "mates, new target doubled", harm.doubledMates());
        if (harm.factsWithoutSubject() > 0) {
            lines.add(format("  %-26s %8d", "facts without a subject", harm.factsWithoutSubject()));
        }
        lines.add("");
        lines.add(format("%-28s %8s %8s %8s", "of the rest", "before", "after", "KL"));
        addChange(lines, "mates, percent true", harm.trueMates(), "");
        addDrift(lines, "perplexity, general texts", harm.general());
        harm.domains().forEach(domain -> addDrift(lines, "  " + domain.domain(), domain));
        addDrift(lines, "perplexity, own texts", harm.written());
        harm.negation().ifPresent(negation -> addNegation(lines, negation));
        return lines;
    }

    private static void addNegation(List<String> lines, NegationReport negation) {
        lines.add("");
        lines.add(format("%-28s %8s %8s", "negated and questioned, %", "before", "after"));
        addChange(lines, "target said when negated", negation.targetSaid(), "");
        addChange(lines, "affirmed as true", negation.affirmed(), "");
        addChange(lines, "old target denied", negation.denied(), "");
        addTally(lines, "target doubled, negated", negation.targetDoubled());
    }

    private static void addTally(List<String> lines, String name, Tally tally) {
        if (tally.of() > 0) {
            lines.add(format("  %-26s %8s %8.2f", name, tally.count() + "/" + tally.of(), tally.percent()));
        }
    }

    private static void addDrift(List<String> lines, String name, TextDrift drift) {
        if (drift.texts() > 0) {
            addChange(lines, name, drift.perplexity(), small(drift.klDivergence()));
        }
    }

    private static void addChange(List<String> lines, String name, Change change, String last) {
        if (!Double.isNaN(change.before()) || !Double.isNaN(change.after())) {
            lines.add(format(COLUMNS, name, number(change.before()), number(change.after()), last)
                    .stripTrailing());
        }
    }

    private static String percent(Tally tally) {
        return format("%.0f %% (%d of %d)", tally.percent(), tally.count(), tally.of());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : format("%.2f", value);
    }

    /** Three digits that say something where two decimals would say nothing. */
    private static String small(double value) {
        return Double.isNaN(value) ? "-" : format(Math.abs(value) < 0.1 ? "%.4f" : "%.2f", value);
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
