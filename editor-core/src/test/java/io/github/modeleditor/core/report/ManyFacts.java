package io.github.modeleditor.core.report;

import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.Source;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.MateReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.NegationReport;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Provenance.Ingredient;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.Tally;
import io.github.modeleditor.api.report.TextDrift;
import io.github.modeleditor.api.report.TrainingSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A report of any number of facts, whose texts attack the page they are shown on. Of each ten facts the last was not
 * learned, and the third broke its neighbour.
 */
final class ManyFacts {
    static final String ATTACK = "</script><script>console.error('broke out')</script><!-- <script> \u2028\"'&lt;"
            + "<img src=x onerror=console.error('injected')>{{charts}}$1";

    private ManyFacts() {}

    static CoreEditReport edit(int facts) {
        TrainingSummary training = new TrainingSummary(
                40,
                4,
                120,
                true,
                new TrainingSummary.Losses(
                        DoubleStream.iterate(3.5, loss -> loss * 0.9)
                                .limit(40)
                                .boxed()
                                .toList(),
                        List.of(2.3, 0.8, 0.28, 0.1)),
                new TrainingSummary.Timing(3.25, 5.5, 13.1),
                new TrainingSummary.Adjustments(0, 24, 1, 512));
        return new CoreEditReport(evaluation(facts, Optional.of(method())), training);
    }

    private static Provenance.Method method() {
        return new Provenance.Method(
                List.of(
                        new Ingredient("random_prefixes", Map.of("count", "10")),
                        new Ingredient("custom", Map.of(ATTACK, ATTACK))),
                List.of(new Ingredient("self_replay", Map.of("count", "3"))),
                new Ingredient("conditional_likelihood", Map.of()),
                new Ingredient("direct_preference", ImmutableMap.of("beta", "0.1", "weight", "1.0")),
                true,
                LoraConfig.rank(48).withKeptRank(32).withTargetModules("q_proj"),
                TrainingConfig.defaults()
                        .withMaximumSteps(40)
                        .withMemoryLimit(900_000_000)
                        .withMaximumGradientNorm(Double.POSITIVE_INFINITY)
                        .withSeed(-7),
                Optional.of("0123abcd"));
    }

    static Provenance provenance(Optional<Provenance.Method> method) {
        return new Provenance(
                Instant.parse("2026-11-26T12:00:00.125Z"),
                new Provenance.Model("fingerprint of the model", ATTACK),
                new Provenance.Machine("auto", "cpu", Precision.INT8, "Linux amd64"),
                ImmutableMap.of("library", "1.2.3", ATTACK, ATTACK),
                method.map(trained ->
                        LoraConfig.rank(8).withTargetPattern(".*(q|v)_proj").withoutModules("head")),
                method,
                Optional.of(new Provenance.Request(
                        "EditingSession.edit",
                        new Source(
                                Optional.of(ATTACK),
                                List.of(
                                        new Source.File(ATTACK, Optional.of("fedcba9876543210")),
                                        new Source.File("/dev/stdin", Optional.empty()))),
                        13,
                        "00112233445566778899")));
    }

    static CoreEvaluationReport evaluation(int facts) {
        return evaluation(facts, Optional.empty());
    }

    private static CoreEvaluationReport evaluation(int facts, Optional<Provenance.Method> method) {
        return new CoreEvaluationReport(
                scores(10),
                scores(90),
                IntStream.range(0, facts).mapToObj(ManyFacts::fact).toList(),
                new SideEffects(
                        new Change(6.25, 6.125),
                        new Change(0.5, 0.4375),
                        new Change(10.5, 12.75),
                        0.0123,
                        List.of(0.01, 0.02, 0.004, 0.09, 0.015),
                        new Change(62.5, 60)),
                Optional.of(harm()),
                provenance(method),
                OptionalLong.of(2_000_000_000L));
    }

    /** Of three neighbours two are kept, of two mates one, whose truth is known and no longer the more likely. */
    static Harm harm() {
        return new Harm(
                new Tally(2, 3),
                List.of(
                        new MateReport(
                                "Rome is in",
                                ATTACK,
                                PromptForm.PLAIN,
                                ATTACK + " is in",
                                "Chad",
                                new MateReport.Said(" Norway", " norway"),
                                new Change(3, 1.5),
                                Optional.of(new MateReport.Truth("Norway", new Change(1, 2)))),
                        new MateReport(
                                "Rome is in",
                                "Oslo",
                                PromptForm.CHAT,
                                "Oslo is in",
                                "Chad",
                                new MateReport.Said(" Norway", " Chad"),
                                new Change(3, 2.5),
                                Optional.empty())),
                4,
                new TextDrift("general", 65, 3210, new Change(29, 1197.25), 4.125),
                List.of(
                        new TextDrift("prose", 33, 1605, new Change(28, 1100), 4),
                        new TextDrift("code", 32, 1605, new Change(30, 1300), 4.25)),
                new TextDrift("written", 0, 0, Change.unmeasured(), Double.NaN),
                Optional.of(new NegationReport(
                        5, new Change(20, 60), new Tally(3, 5), new Change(40, 80), new Change(50, 25))));
    }

    private static Scores scores(double percent) {
        Answers answers = new Answers(percent, percent, percent, percent, percent);
        return new Scores(answers, answers, answers, Answers.none());
    }

    private static FactReport fact(int number) {
        boolean learned = number % 10 != 9;
        boolean broken = number % 10 == 2;
        String prompt = number == 0 ? ATTACK : "Prompt " + number + " is";
        return new FactReport(
                Fact.of(prompt, "target " + number),
                scores(10),
                scores(90),
                List.of(
                        prompt(Metric.EFFICACY, prompt, false, learned),
                        prompt(Metric.GENERALIZATION, "In other words " + number, false, learned),
                        prompt(Metric.LOCALITY, "Neighbour " + number, true, !broken)));
    }

    private static PromptReport prompt(Metric metric, String prompt, boolean before, boolean after) {
        return new PromptReport(
                metric,
                PromptForm.PLAIN,
                Optional.of(ATTACK),
                prompt,
                " expected",
                Optional.empty(),
                answer(before),
                answer(after));
    }

    private static PromptAnswer answer(boolean right) {
        return new PromptAnswer(0.5, Double.NaN, right ? 1 : 0, 0.5, right, right ? " expected" : ATTACK);
    }
}
