package io.github.modeleditor.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptAnswer;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Provenance.Ingredient;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.TrainingSummary;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a report says of itself: nothing where all is well, and what to do where not. */
class AdviceTest {
    private static final PromptReport LEARNED = prompt(Metric.EFFICACY, no(5, "Paris"), yes(0.1));
    private static final PromptReport MISSED = prompt(Metric.EFFICACY, no(5, "Paris"), no(3, "Lyon"));
    private static final PromptReport HELD_OUT = prompt(Metric.GENERALIZATION, no(5, "Paris"), yes(0.2));
    private static final PromptReport KEPT = prompt(Metric.LOCALITY, yes(0.3), yes(0.4));

    @Test
    void anEditThatDidWhatWasAskedNeedsNone() {
        assertThat(edit(training(20, 0.001), fact(LEARNED, HELD_OUT, KEPT)).advice())
                .isEmpty();
    }

    @Test
    void whatWasNotMeasuredIsSaidAndGivesNoScore() {
        CoreEditReport alone = edit(training(20, 0.001), fact(LEARNED));
        assertThat(alone.advice())
                .containsExactly(
                        "Not measured: generalization, since no fact has a held-out paraphrase; locality, since no fact "
                                + "names a neighbour. So there is no edit score. What became of the rest of the model is not known: give "
                                + "locality probes, or measure harm.");
        assertThat(alone.score()).isNaN();
        assertThat(alone.toText()).doesNotContain("  edit score").contains("\nNot measured: ");
        assertThat(alone.toJson()).contains("\"score\" : null", "\"score_generated\" : null", "Not measured: ");
        assertThat(edit(training(20, 0.001), fact(LEARNED, KEPT)).advice())
                .containsExactly(
                        "Not measured: generalization, since no fact has a held-out paraphrase. So there is no edit score.");
    }

    @Test
    void fewStepsAreTheReasonWhereFactsWereNotLearned() {
        assertThat(edit(training(6, 2.5), fact(LEARNED, HELD_OUT, KEPT), fact(MISSED))
                        .advice())
                .containsExactly(
                        "6 steps only, and 1 of 2 facts not learned: raise the epochs; 6 epochs of 20 texts are what was trained.");
        assertThat(edit(training(300, 2.5), fact(LEARNED, HELD_OUT, KEPT), fact(MISSED))
                        .advice())
                .containsExactly(
                        "The loss was still 2.50 nats a target token in the last epoch, and 1 of 2 facts not learned: "
                                + "raise the epochs or the learning rate.");
        assertThat(edit(training(6, 2.5), fact(LEARNED, HELD_OUT, KEPT)).advice())
                .as("few steps that were enough")
                .isEmpty();
        assertThat(edit(training(300, 0.01), fact(LEARNED, HELD_OUT, KEPT), fact(MISSED))
                        .advice())
                .as("more of what was learned by heart helps nobody")
                .isEmpty();
    }

    @Test
    void factsThatAreKnownInTheirOwnWordsAloneNeedOthers() {
        PromptReport unsaid = prompt(Metric.GENERALIZATION, no(5, "Paris"), no(4, "Lyon"));
        CoreEditReport report = edit(training(20, 0.001), fact(LEARNED, unsaid, unsaid, HELD_OUT, KEPT));
        assertThat(report.advice())
                .containsExactly(
                        "The facts are answered in the words they were taught in, but only 1 of 3 held-out paraphrases in "
                                + "other words: train random prefixes, and paraphrases where the facts have some.");
        assertThat(edit(report.training(), List.of("random_prefixes"), fact(LEARNED, unsaid, KEPT))
                        .advice())
                .singleElement()
                .asString()
                .endsWith("give the facts paraphrases to train, or more random prefixes.");
        assertThat(edit(training(20, 0.001), fact(MISSED, unsaid, KEPT)).advice())
                .as("what was not learned at all")
                .noneMatch(sentence -> sentence.contains("other words"));
    }

    @Test
    void brokenNeighboursNeedProtection() {
        PromptReport broken = prompt(Metric.LOCALITY, yes(0.3), no(4, "Rome"));
        assertThat(edit(training(20, 0.001), fact(LEARNED, HELD_OUT, KEPT, broken))
                        .advice())
                .containsExactly(
                        "1 of 2 neighbours answered worse than before: train by the preserving method, or true facts beside these.");
        assertThat(edit(training(20, 0.001), List.of("random_facts"), fact(LEARNED, HELD_OUT, KEPT, broken))
                        .advice())
                .containsExactly(
                        "1 of 2 neighbours answered worse than before: lower the learning rate or the rank, or train fewer epochs.");
    }

    @Test
    void aModelThatDidNotChangeSaysSo() {
        PromptReport same = prompt(Metric.EFFICACY, no(5, "Paris"), no(5.00001, "Paris"));
        PromptReport nearly = prompt(Metric.EFFICACY, no(5, "Paris"), no(4, "Paris"));
        PromptReport paraphrase = prompt(Metric.GENERALIZATION, no(5, "Paris"), no(5, "Paris"));
        PromptReport neighbour = prompt(Metric.LOCALITY, yes(0.3), yes(0.3));
        assertThat(edit(training(300, 0.001), fact(same, paraphrase, neighbour)).toText())
                .contains(
                        "\nThe model did not change: it answers every prompt as before, and as likely. Raise the learning rate "
                                + "or the epochs.\n");
        assertThat(edit(training(300, 0.001), fact(nearly, paraphrase, neighbour))
                        .advice())
                .contains("No answer changed: after every prompt the model says what it said before, if less surely.");
        FactReport fact = fact(same, paraphrase, neighbour);
        assertThat(evaluation(Optional.of(LoraConfig.rank(4)), List.of(), fact).advice())
                .containsExactly(
                        "The model did not change: it answers every prompt as before, and as likely. See whether the "
                                + "adapter was trained, and for this model.");
        assertThat(evaluation(Optional.empty(), List.of(), fact).advice())
                .containsExactly("This is the unedited model: before and after are the same.");
    }

    @Test
    void whatWasKnownBeforeIsNoSuccess() {
        PromptReport known = prompt(Metric.EFFICACY, yes(0.1), yes(0.01));
        assertThat(edit(training(20, 0.001), fact(known, HELD_OUT, KEPT)).advice())
                .containsExactly(
                        "The unedited model says the target of every fact already: there was nothing to teach.");
        assertThat(edit(training(20, 0.001), fact(known, HELD_OUT, KEPT), fact(LEARNED))
                        .advice())
                .isEmpty();
    }

    private static CoreEditReport edit(TrainingSummary training, FactReport... facts) {
        return edit(training, List.of(), facts);
    }

    private static CoreEditReport edit(TrainingSummary training, List<String> augmentations, FactReport... facts) {
        return new CoreEditReport(evaluation(Optional.of(LoraConfig.rank(4)), augmentations, facts), training);
    }

    private static CoreEvaluationReport evaluation(
            Optional<LoraConfig> lora, List<String> augmentations, FactReport... facts) {
        List<PromptReport> prompts =
                Arrays.stream(facts).flatMap(fact -> fact.prompts().stream()).toList();
        Provenance provenance = new Provenance(
                Instant.EPOCH,
                new Provenance.Model("model", "0123"),
                new Provenance.Machine("auto", "cpu", Precision.FLOAT32, "Linux amd64"),
                Map.of(),
                lora,
                lora.map(trained -> new Provenance.Method(
                        augmentations.stream()
                                .map(name -> new Ingredient(name, Map.of()))
                                .toList(),
                        List.of(),
                        new Ingredient("conditional_likelihood", Map.of()),
                        new Ingredient("likelihood", Map.of()),
                        true,
                        trained,
                        TrainingConfig.defaults(),
                        Optional.empty())),
                Optional.empty());
        return new CoreEvaluationReport(
                Scores.of(prompts, PromptReport::before),
                Scores.of(prompts, PromptReport::after),
                List.of(facts),
                SideEffects.unmeasured(),
                Optional.empty(),
                provenance,
                OptionalLong.empty());
    }

    private static TrainingSummary training(int steps, double lastLoss) {
        return new TrainingSummary(
                steps,
                6,
                20,
                false,
                new TrainingSummary.Losses(List.of(), List.of(5.0, lastLoss)),
                new TrainingSummary.Timing(1, 2, 3),
                new TrainingSummary.Adjustments(0, 0, 0, 512));
    }

    private static FactReport fact(PromptReport... prompts) {
        List<PromptReport> all = Stream.of(prompts).toList();
        return new FactReport(
                Fact.of("The tower stands in", "Rome").withLocalityProbes(Probe.of("The bridge stands in", "Rome")),
                Scores.of(all, PromptReport::before),
                Scores.of(all, PromptReport::after),
                all);
    }

    private static PromptReport prompt(Metric metric, PromptAnswer before, PromptAnswer after) {
        return new PromptReport(
                metric,
                PromptForm.PLAIN,
                Optional.empty(),
                "The tower stands in",
                "Rome",
                Optional.empty(),
                before,
                after);
    }

    private static PromptAnswer yes(double nats) {
        return new PromptAnswer(nats, Double.NaN, 1, 1, true, " Rome");
    }

    private static PromptAnswer no(double nats, String completion) {
        return new PromptAnswer(nats, Double.NaN, 0, 0, false, " " + completion);
    }
}
