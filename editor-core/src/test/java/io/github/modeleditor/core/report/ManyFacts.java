package io.github.modeleditor.core.report;

import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.TrainingSummary;
import java.util.List;
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
                DoubleStream.iterate(3.5, loss -> loss * 0.9).limit(40).boxed().toList(),
                List.of(2.3, 0.8, 0.28, 0.1),
                0.1,
                3.25,
                5.5,
                13.1,
                true,
                0,
                24,
                1,
                512);
        return new CoreEditReport(evaluation(facts), training, -7);
    }

    static CoreEvaluationReport evaluation(int facts) {
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
                ImmutableMap.of("model", "fingerprint of the model", ATTACK, ATTACK),
                ImmutableMap.of("library", "1.2.3"),
                OptionalLong.of(2_000_000_000L));
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
                metric, PromptForm.PLAIN, ATTACK, prompt, " expected", null, answer(before), answer(after));
    }

    private static PromptAnswer answer(boolean right) {
        return new PromptAnswer(0.5, Double.NaN, right ? 1 : 0, 0.5, right, right ? " expected" : ATTACK);
    }
}
