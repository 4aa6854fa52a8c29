package io.github.modeleditor.core.harm;

import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Match;
import io.github.modeleditor.api.report.MateReport;
import io.github.modeleditor.api.report.NegationReport;
import io.github.modeleditor.api.report.Tally;
import io.github.modeleditor.api.report.TextDrift;
import io.github.modeleditor.core.harm.HarmQuestions.AskedMate;
import io.github.modeleditor.core.harm.HarmQuestions.AskedNegation;
import io.github.modeleditor.core.harm.HarmQuestions.AskedTruth;
import io.github.modeleditor.core.metric.Drift;
import io.github.modeleditor.core.metric.PlainAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Holds what an edited model answers beside the facts against what the unedited one did. Immutable. */
final class HarmJudgement {
    private static final double DOUBLED = Math.log(2);

    private final HarmQuestions asked;
    private final PlainAnswers before;
    private final PlainAnswers after;

    HarmJudgement(HarmQuestions asked, PlainAnswers before, PlainAnswers after) {
        this.asked = asked;
        this.before = before;
        this.after = after;
    }

    /**
     * The report.
     *
     * @param factsWithoutSubject how many facts have no mates for want of a subject
     * @param domains of the general texts, in their order; those of one domain stand together
     * @param drift of the general texts, then of those that the unedited model wrote
     */
    Harm report(int factsWithoutSubject, List<String> domains, Drift.Result drift) {
        List<TextDrift> byDomain = new ArrayList<>();
        for (int from = 0, to; from < domains.size(); from = to) {
            String domain = domains.get(from);
            to = domains.lastIndexOf(domain) + 1;
            byDomain.add(drift(domain, drift.of(from, to)));
        }
        return new Harm(
                tally(asked.neighbours(), this::isKept),
                asked.mates().stream().map(this::report).toList(),
                factsWithoutSubject,
                drift("general", drift.of(0, domains.size())),
                byDomain,
                drift("written", drift.of(domains.size(), drift.texts().size())),
                asked.negations().isEmpty() ? Optional.empty() : Optional.of(negation()));
    }

    private static TextDrift drift(String domain, Drift.Result drift) {
        return new TextDrift(domain, drift.texts().size(), drift.tokens(), drift.perplexity(), drift.klDivergence());
    }

    private boolean isKept(int prompt) {
        return Match.same(before.completions().get(prompt), after.completions().get(prompt));
    }

    private MateReport report(AskedMate each) {
        return new MateReport(
                each.mate().fact().prompt(),
                each.mate().subject(),
                each.mate().fact().form(),
                each.mate().prompt(),
                each.mate().fact().target(),
                new MateReport.Said(
                        before.completions().get(each.prompt()),
                        after.completions().get(each.prompt())),
                loss(each.target()),
                each.truth()
                        .map(truth -> new MateReport.Truth(each.mate().truth().orElseThrow(), loss(truth))));
    }

    private Change loss(int text) {
        return new Change(before.losses().get(text), after.losses().get(text));
    }

    private NegationReport negation() {
        List<AskedNegation> all = asked.negations();
        List<AskedTruth> isNewTrue = all.stream().map(AskedNegation::isNewTrue).toList();
        List<AskedTruth> isOldTrue =
                all.stream().flatMap(each -> each.isOldTrue().stream()).toList();
        return new NegationReport(
                all.size(),
                new Change(percentSaid(before), percentSaid(after)),
                tally(
                        all,
                        each -> loss(each.target()).before()
                                        - loss(each.target()).after()
                                > DOUBLED),
                new Change(percentYes(isNewTrue, before), percentYes(isNewTrue, after)),
                new Change(percentNo(isOldTrue, before), percentNo(isOldTrue, after)));
    }

    private double percentSaid(PlainAnswers answers) {
        return tally(
                        asked.negations(),
                        each -> Match.matches(
                                answers.completions().get(each.prompt()),
                                each.fact().target()))
                .percent();
    }

    private static double percentYes(List<AskedTruth> questions, PlainAnswers answers) {
        return tally(
                        questions,
                        each -> answers.losses().get(each.yes())
                                < answers.losses().get(each.no()))
                .percent();
    }

    private static double percentNo(List<AskedTruth> questions, PlainAnswers answers) {
        return tally(
                        questions,
                        each -> answers.losses().get(each.no())
                                < answers.losses().get(each.yes()))
                .percent();
    }

    private static <T> Tally tally(List<T> all, Predicate<T> holds) {
        return new Tally((int) all.stream().filter(holds).count(), all.size());
    }
}
