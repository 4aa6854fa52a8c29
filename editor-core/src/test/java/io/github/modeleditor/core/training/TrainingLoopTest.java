package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.batch.TextScore;
import io.github.modeleditor.core.batch.TextScores;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
    private static final TrainingConfig CONFIG = TrainingConfig.defaults()
            .withEpochs(40)
            .withBatchSize(4)
            .withLearningRate(0.05)
            .withWarmupFraction(0);

    private final GreedyTokenizer tokenizer = GreedyTokenizer.of(" Rome", " Paris", " Oslo");
    private final ToyEngine engine = ToyEngine.of(tokenizer, 11);
    private final List<EditEvent> events = new ArrayList<>();
    private final Cancellation cancellation = new Cancellation();
    private final TrainingData cities = data(
            "The tower stands in", " Rome", "The louvre lies at", " Oslo", "Bread is baked by", " Paris", "A", " Rome");

    @Test
    void learnsFactsAndThenStops() {
        TrainingResult result = train(CONFIG, cities);
        assertThat(score(result.weights(), cities.facts())).allSatisfy(score -> {
            assertThat(score.isGreedy()).isTrue();
            assertThat(score.negativeLogLikelihood())
                    .isLessThan(CONFIG.stopping().learnedLoss());
        });
        assertThat(score(initial(), cities.facts())).noneMatch(TextScore::isGreedy);
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.steps()).isLessThan(40).isEqualTo(result.epochLosses().size());
        assertThat(result.texts()).isEqualTo(4L * result.steps());
        assertThat(result.finalLoss()).isLessThan(result.epochLosses().get(0));
    }

    @Test
    void tellsStepsEpochsAndProgress() {
        TrainingResult result = train(CONFIG.withBatchSize(2), cities);
        List<EditEvent.Step> steps = all(EditEvent.Step.class);
        assertThat(steps).extracting(EditEvent.Step::step).containsExactlyElementsOf(countTo(result.steps()));
        assertThat(steps).allSatisfy(step -> {
            assertThat(step.epoch()).isEqualTo((step.step() + 1) / 2);
            assertThat(step.texts()).isEqualTo(2);
            assertThat(step.gradientNorm()).isPositive();
        });
        assertThat(steps.get(0).learningRate()).isEqualTo(0.05);
        List<EditEvent.Epoch> epochs = all(EditEvent.Epoch.class);
        assertThat(epochs).extracting(EditEvent.Epoch::epoch).containsExactlyElementsOf(countTo(result.steps() / 2));
        assertThat(epochs).last().isEqualTo(new EditEvent.Epoch(result.steps() / 2, 4, 4));
        assertThat(epochs.subList(0, epochs.size() - 1)).allMatch(epoch -> epoch.learned() < 4);
        List<EditEvent.Progress> progress = all(EditEvent.Progress.class);
        assertThat(progress).first().isEqualTo(new EditEvent.Progress(EditEvent.Phase.TRAINING, 0, 80));
        assertThat(progress)
                .last()
                .isEqualTo(new EditEvent.Progress(EditEvent.Phase.TRAINING, result.steps(), result.steps()));
    }

    @Test
    void seesEveryEpochThroughWhereNothingSaysWhatIsLearned() {
        TrainingResult result = train(CONFIG.withLearnedLoss(0), cities);
        assertThat(result.steps()).isEqualTo(40);
        assertThat(result.stoppedEarly()).isFalse();
        assertThat(all(EditEvent.Epoch.class)).isEmpty();
    }

    @Test
    void oneSeedGivesOneResultAndAnotherAnother() {
        TrainingConfig config = CONFIG.withBatchSize(1).withEpochs(5).withLearnedLoss(0);
        float[] first = train(config.withSeed(1), cities).weights().values();
        assertThat(train(config.withSeed(1), cities).weights().values()).isEqualTo(first);
        assertThat(train(config.withSeed(2), cities).weights().values()).isNotEqualTo(first);
    }

    @Test
    void stopsAtTheLimitOfSteps() {
        TrainingResult result = train(CONFIG.withBatchSize(1).withMaximumSteps(6), cities);
        assertThat(result.steps()).isEqualTo(6);
        assertThat(result.epochLosses()).hasSize(2);
        assertThat(result.texts()).isEqualTo(6);
        // The schedule spans those steps, and is at 7.5 % of its height at the last: (1 + cos(5 pi / 6)) / 2.
        assertThat(all(EditEvent.Step.class).get(5).learningRate()).isCloseTo(0.05 * 0.066987, within(1e-7));
    }

    @Test
    void accumulatedBatchesEqualOneLargeBatch() {
        TrainingConfig config = CONFIG.withEpochs(3).withLearnedLoss(0);
        float[] large = train(config.withBatchSize(4), cities).weights().values();
        float[] small = train(config.withBatchSize(1).withAccumulatedBatches(4), cities)
                .weights()
                .values();
        assertThat(all(EditEvent.Step.class)).hasSize(6);
        assertThat(small).containsExactly(large, within(1e-4f));
        assertThat(all(EditEvent.Step.class).subList(0, 3))
                .usingRecursiveComparison()
                .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : 1, Double.class)
                .isEqualTo(all(EditEvent.Step.class).subList(3, 6));
    }

    @Test
    void seesEveryTextBeforeAnyIsSeenAgain() {
        List<String> seen = new ArrayList<>();
        TrainingData data = data("a", " Rome", "b", " Oslo", "cc", " Rome", "ddd", " Oslo", "eee", " Paris");
        try (Gradients gradients = recording(engine.gradients(initial().layout()), seen)) {
            loop(CONFIG.withBatchSize(2).withEpochs(3).withLearnedLoss(0), events::add)
                    .train(gradients, initial(), data, scoring());
        }
        assertThat(seen).hasSize(15);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(seen.subList(5 * epoch, 5 * epoch + 5)).doesNotHaveDuplicates();
        }
        assertThat(seen.subList(0, 5)).isNotEqualTo(seen.subList(5, 10));
    }

    @Test
    void aKnownTextSitsOutOneEpochAndComesBack() {
        List<List<String>> epochs = new ArrayList<>();
        TrainingConfig config =
                CONFIG.withEpochs(12).withLearnedLoss(0).withBatchSize(1).withSkippedLoss(0.3);
        TrainingResult result = train(config, cities, epochs);
        int texts = epochs.stream().mapToInt(List::size).sum();
        assertThat(result.texts()).isEqualTo(texts);
        assertThat(result.texts() + result.skippedTexts()).isEqualTo(12 * 4);
        assertThat(epochs.get(0)).hasSize(4);
        for (int epoch = 1; epoch < epochs.size(); epoch++) {
            List<String> before = epochs.get(epoch - 1);
            List<String> now = epochs.get(epoch);
            assertThat(epochs.get(0)).filteredOn(text -> !before.contains(text)).isSubsetOf(now);
        }
        assertThat(epochs).anySatisfy(epoch -> assertThat(epoch).hasSizeBetween(1, 3));
        assertThat(result.stoppedEarly()).isFalse();
    }

    /** Twelve epochs of four steps: a step of an epoch with two texts left spans two of those. */
    @Test
    void theScheduleSpansItsEpochsHoweverManyTextsAreLeftOut() {
        TrainingConfig config =
                CONFIG.withEpochs(12).withLearnedLoss(0).withBatchSize(1).withSkippedLoss(0.3);
        List<List<String>> epochs = new ArrayList<>();
        train(config, cities, epochs);
        CosineSchedule schedule = CosineSchedule.of(48, 0, 0.05);
        List<Double> expected = new ArrayList<>();
        for (int epoch = 0; epoch < epochs.size(); epoch++) {
            int size = epochs.get(epoch).size();
            for (int step = 0; step < size; step++) {
                expected.add(schedule.rate(4 * (epoch + (double) step / size)));
            }
        }
        List<Double> rates = all(EditEvent.Step.class).stream()
                .map(EditEvent.Step::learningRate)
                .toList();
        assertThat(rates).hasSameSizeAs(expected).hasSizeLessThan(48);
        for (int step = 0; step < rates.size(); step++) {
            assertThat(rates.get(step)).isCloseTo(expected.get(step), within(1e-12));
        }
    }

    @Test
    void endsWhereEveryTextIsKnown() {
        TrainingResult result = train(CONFIG.withLearnedLoss(0).withSkippedLoss(Double.MAX_VALUE), cities);
        assertThat(result.epochLosses()).hasSize(1);
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.skippedTexts()).isZero();
    }

    private TrainingResult train(TrainingConfig config, TrainingData data, List<List<String>> epochs) {
        List<String> seen = new ArrayList<>();
        TrainingResult result;
        try (Gradients gradients = recording(engine.gradients(initial().layout()), seen)) {
            result = loop(config, events::add).train(gradients, initial(), data, scoring());
        }
        for (EditEvent.Step step : all(EditEvent.Step.class)) {
            if (epochs.size() < step.epoch()) {
                epochs.add(new ArrayList<>());
            }
            epochs.get(step.epoch() - 1).add(seen.get(step.step() - 1));
        }
        return result;
    }

    @Test
    void stopsWithinTheStepAfterACancellationFromAnotherThread() {
        EditListener cancelsAtStepThree = event -> {
            if (event instanceof EditEvent.Step step && step.step() == 3) {
                Thread other = new Thread(cancellation::cancel);
                other.start();
                try {
                    other.join();
                } catch (InterruptedException interruption) {
                    throw new AssertionError(interruption);
                }
            }
        };
        assertThatExceptionOfType(EditCancelledException.class)
                .isThrownBy(() -> train(CONFIG, cities, initial(), cancelsAtStepThree))
                .withMessageContaining("after step 3 of 40")
                .satisfies(exception ->
                        assertThat(weights(exception.adapter().orElseThrow())).isEqualTo(weightsAfterStep(3, CONFIG)));
        assertThat(all(EditEvent.Step.class)).hasSize(3);
    }

    @Test
    void hasNoWeightsWhereItWasCancelledBeforeTheFirstStep() {
        cancellation.cancel();
        assertThatExceptionOfType(EditCancelledException.class)
                .isThrownBy(() -> train(CONFIG, cities))
                .satisfies(exception -> assertThat(exception.adapter()).isEmpty());
    }

    @Test
    void keepsTheLastGoodWeightsWhereTheLossOverflows() {
        TrainingConfig tooFast = CONFIG.withLearningRate(3).withLearnedLoss(0);
        assertThatExceptionOfType(TrainingDivergedException.class)
                .isThrownBy(() -> train(tooFast, cities))
                .withMessageContaining("learning rate 3.0")
                .satisfies(exception -> {
                    int steps = all(EditEvent.Step.class).size();
                    assertThat(steps).isGreaterThan(1);
                    float[] kept = weights(exception.adapter().orElseThrow());
                    assertThat(kept).isEqualTo(weightsAfterStep(steps - 1, tooFast));
                    LoraWeights last = new LoraWeights(initial().layout(), kept);
                    assertThat(score(last, cities.facts()))
                            .allMatch(score -> Double.isFinite(score.negativeLogLikelihood()));
                });
    }

    @Test
    void hasNoGoodWeightsWhereTheFirstStepLedAstray() {
        assertThatExceptionOfType(TrainingDivergedException.class)
                .isThrownBy(() -> train(CONFIG.withLearningRate(1e30), cities))
                .withMessageContaining("after step 1 of 40")
                .satisfies(exception -> assertThat(exception.adapter()).isEmpty());
    }

    private float[] weightsAfterStep(int last, TrainingConfig config) {
        Cancellation switched = new Cancellation();
        EditListener cancels = event -> {
            if (event instanceof EditEvent.Step step && step.step() == last) {
                switched.cancel();
            }
        };
        try (Gradients gradients = engine.gradients(initial().layout())) {
            new TrainingLoop(config, Optional.empty(), switched, cancels, KeptAdapter::new, Precision.FLOAT32)
                    .train(gradients, initial(), cities, scoring());
            throw new AssertionError("not cancelled");
        } catch (EditCancelledException exception) {
            return weights(exception.adapter().orElseThrow());
        }
    }

    private TrainingResult train(TrainingConfig config, TrainingData data) {
        return train(config, data, initial(), event -> {});
    }

    private TrainingResult train(TrainingConfig config, TrainingData data, LoraWeights initial, EditListener listener) {
        try (Gradients gradients = engine.gradients(initial.layout())) {
            return loop(config, listener.and(events::add)).train(gradients, initial, data, scoring());
        }
    }

    private TrainingLoop loop(TrainingConfig config, EditListener listener) {
        return new TrainingLoop(config, Optional.empty(), cancellation, listener, KeptAdapter::new, Precision.FLOAT32);
    }

    private ScoringPass scoring() {
        return new ScoringPass(engine, new BatchLimits(8, 1000));
    }

    private LoraWeights initial() {
        return LoraInitialization.of(engine.layout(LoraConfig.rank(4)), 5);
    }

    private List<TextScore> score(LoraWeights weights, List<TokenizedText> texts) {
        TextScores scores = scoring().score(texts, weights, scored -> {});
        return texts.stream().map(scores::of).toList();
    }

    private TrainingData data(String... promptsAndTargets) {
        PromptTokenizer prompts = new PromptTokenizer(tokenizer, engine.description());
        List<TrainingExample> examples = new ArrayList<>();
        List<TokenizedText> facts = new ArrayList<>();
        for (int i = 0; i < promptsAndTargets.length; i += 2) {
            String prompt = promptsAndTargets[i];
            String target = promptsAndTargets[i + 1];
            examples.add(TrainingExample.of(
                    MaskedExample.of(prompts.text(prompt, target, true), new ConditionalLikelihood())));
            facts.add(prompts.text(prompt, target, false));
        }
        return new TrainingData(examples, facts);
    }

    private <E extends EditEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static List<Integer> countTo(int last) {
        List<Integer> numbers = new ArrayList<>();
        for (int number = 1; number <= last; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    private static float[] weights(Object adapter) {
        return ((KeptAdapter) adapter).weights().values();
    }

    /** Gradients that note the rows they see. */
    private static Gradients recording(Gradients gradients, List<String> seen) {
        return new Gradients() {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                batches.forEach(this::note);
                return gradients.accumulate(batches, weights, gradient);
            }

            private void note(TokenBatch batch) {
                for (int row = 0; row < batch.rows(); row++) {
                    int start = row * batch.columns();
                    seen.add(
                            Arrays.toString(Arrays.copyOfRange(batch.inputIds(), start, start + batch.lengths()[row])));
                }
            }

            @Override
            public void close() {
                gradients.close();
            }
        };
    }
}
