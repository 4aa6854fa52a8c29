package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditEvent;
import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.DirectPreference;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Training where gradients overflow as they do in half precision. */
class LossScalingTest {
    private static final int STEPS = 12;
    private static final TrainingConfig CONFIG = TrainingConfig.defaults()
            .withEpochs(STEPS)
            .withBatchSize(4)
            .withLearningRate(1e-3)
            .withLearnedLoss(0);

    private final GreedyTokenizer tokenizer = GreedyTokenizer.of(" Rome", " Paris", " Oslo");
    private final ToyEngine engine = ToyEngine.of(tokenizer, 11);
    private final List<EditEvent> events = new ArrayList<>();

    @Test
    void skipsStepsUntilTheScaleFitsAndThenTrainsAsWithoutOne() {
        TrainingResult result = train(Precision.FLOAT16, Optional.empty(), overflowingAbove(100));
        int skipped = result.skippedSteps();
        assertThat(skipped).isBetween(2, 10);
        assertThat(result.steps()).isEqualTo(STEPS);
        List<EditEvent.StepSkipped> told = all(EditEvent.StepSkipped.class);
        assertThat(told).hasSize(skipped);
        for (int i = 0; i < skipped; i++) {
            assertThat(told.get(i)).isEqualTo(new EditEvent.StepSkipped(i + 1, i + 1, Math.scalb(1.0, 16 - i), i + 1));
        }
        List<EditEvent.Step> steps = all(EditEvent.Step.class);
        assertThat(steps).hasSize(STEPS - skipped).first().satisfies(step -> assertThat(step.step())
                .isEqualTo(skipped + 1));
        assertThat(all(EditEvent.Progress.class))
                .last()
                .isEqualTo(new EditEvent.Progress(EditEvent.Phase.TRAINING, STEPS, STEPS));

        events.clear();
        train(Precision.FLOAT32, Optional.empty(), gradients -> gradients);
        List<EditEvent.Step> plain = all(EditEvent.Step.class);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(steps.get(i).learningRate()).isEqualTo(plain.get(i).learningRate());
            assertThat(steps.get(i).loss()).isCloseTo(plain.get(i).loss(), within(1e-4));
            assertThat(steps.get(i).gradientNorm()).isCloseTo(plain.get(i).gradientNorm(), within(1e-4));
        }
    }

    @Test
    void scalesAnObjectiveOfTheCallersOwnToo() {
        Optional<Objective> objective = Optional.of(new DirectPreference(0.1, 1));
        TrainingResult half = train(Precision.FLOAT16, objective, gradients -> gradients);
        TrainingResult plain = train(Precision.FLOAT32, objective, gradients -> gradients);
        assertThat(half.skippedSteps()).isZero();
        assertThat(half.weights().values()).containsExactly(plain.weights().values(), within(1e-4f));
    }

    @Test
    void givesUpWhereNoScaleHelps() {
        TrainingConfig longer = CONFIG.withEpochs(40);
        assertThatExceptionOfType(TrainingDivergedException.class)
                .isThrownBy(() -> train(longer, Precision.FLOAT16, Optional.empty(), overflowingAbove(0)))
                .withMessageContaining("20 steps in a row")
                .satisfies(exception -> assertThat(exception.adapter()).isEmpty());
        assertThat(all(EditEvent.StepSkipped.class)).hasSize(20);
        assertThat(all(EditEvent.Step.class)).isEmpty();
    }

    @Test
    void inSinglePrecisionTheFirstOverflowIsAnError() {
        assertThatExceptionOfType(TrainingDivergedException.class)
                .isThrownBy(() -> train(Precision.FLOAT32, Optional.empty(), overflowingAbove(0)))
                .withMessageContaining("after step 0 of " + STEPS);
        assertThat(all(EditEvent.StepSkipped.class)).isEmpty();
    }

    /** What changes gradients on their way to the loop. */
    @FunctionalInterface
    private interface Overflow {
        Gradients of(Gradients exact);
    }

    private static Overflow overflowingAbove(float largest) {
        return exact -> new Gradients() {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                BatchLosses losses = exact.accumulate(batches, weights, gradient);
                for (int i = 0; i < gradient.length; i++) {
                    if (Math.abs(gradient[i]) > largest) {
                        gradient[i] = Math.copySign(Float.POSITIVE_INFINITY, gradient[i]);
                    }
                }
                return losses;
            }

            @Override
            public void close() {
                exact.close();
            }
        };
    }

    private TrainingResult train(Precision precision, Optional<Objective> objective, Overflow overflow) {
        return train(CONFIG, precision, objective, overflow);
    }

    private TrainingResult train(
            TrainingConfig config, Precision precision, Optional<Objective> objective, Overflow overflow) {
        LoraWeights initial = LoraInitialization.of(engine.layout(LoraConfig.rank(4)), 5);
        ScoringPass scoring = new ScoringPass(engine, new BatchLimits(8, 1000));
        try (Gradients gradients = overflow.of(engine.gradients(initial.layout()))) {
            return new TrainingLoop(config, objective, new Cancellation(), events::add, KeptAdapter::new, precision)
                    .train(gradients, initial, data(), scoring);
        }
    }

    private TrainingData data() {
        PromptTokenizer prompts = new PromptTokenizer(tokenizer, engine.description());
        List<TrainingExample> examples = new ArrayList<>();
        List<TokenizedText> facts = new ArrayList<>();
        for (String prompt : List.of("The tower stands in", "The louvre lies at", "Bread is baked by", "A")) {
            examples.add(new TrainingExample(
                    masked(prompts.text(prompt, " Rome", true)), masked(prompts.text(prompt, " Oslo", true))));
            facts.add(prompts.text(prompt, " Rome", false));
        }
        return new TrainingData(examples, facts);
    }

    private static MaskedExample masked(TokenizedText text) {
        return MaskedExample.of(text, new ConditionalLikelihood());
    }

    private <E extends EditEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
