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
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.DeviceMemoryException;
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

/** Training with a device that has memory for so many tokens a pass. */
class HalvedPassesTest {
    private static final TrainingConfig CONFIG = TrainingConfig.defaults()
            .withEpochs(3)
            .withBatchSize(8)
            .withLearningRate(0.05)
            .withLearnedLoss(0);

    private final GreedyTokenizer tokenizer = GreedyTokenizer.of(" Rome", " Paris", " Oslo");
    private final ToyEngine engine = ToyEngine.of(tokenizer, 11);
    private final List<EditEvent.PassesHalved> halved = new ArrayList<>();
    private final List<Integer> passes = new ArrayList<>();
    private final List<TrainingExample> examples = examples();
    private final int longest =
            examples.stream().mapToInt(TrainingExample::length).max().orElseThrow();

    @Test
    void goesOnFromACleanGradientWithPassesThatFit() {
        TrainingResult free = train(CONFIG, Optional.empty(), Integer.MAX_VALUE);
        assertThat(halved).isEmpty();
        assertThat(free.halvedPasses()).isZero();
        assertThat(free.tokensPerPass()).isEqualTo(CONFIG.batches().tokensPerPass());
        TrainingResult tight = train(CONFIG, Optional.empty(), longest + 1);
        assertThat(tight.weights().values()).containsExactly(free.weights().values(), within(1e-4f));
        assertThat(tight.steps()).isEqualTo(free.steps());
        assertThat(tight.texts()).isEqualTo(free.texts());
        assertThat(tight.halvedPasses()).isEqualTo(halved.size()).isBetween(1, 8);
        assertThat(halved).last().isEqualTo(new EditEvent.PassesHalved(halved.size(), tight.tokensPerPass()));
        assertThat(tight.tokensPerPass()).isLessThanOrEqualTo(longest + 1);
    }

    /** What failed once is not tried again in the next step. */
    @Test
    void keepsTheLimitForTheStepsThatFollow() {
        TrainingResult tight = train(CONFIG, Optional.empty(), longest + 1);
        long tooLarge = passes.stream().filter(tokens -> tokens > longest + 1).count();
        assertThat(tooLarge).isEqualTo(tight.halvedPasses());
    }

    @Test
    void anObjectiveSeesTheSameTexts() {
        Optional<Objective> objective = Optional.of(new DirectPreference(0.1, 1));
        float[] free = train(CONFIG, objective, Integer.MAX_VALUE).weights().values();
        float[] tight = train(CONFIG, objective, 2 * longest + 1).weights().values();
        assertThat(halved).isNotEmpty();
        assertThat(tight).containsExactly(free, within(1e-4f));
    }

    @Test
    void aTextThatDoesNotFitByItselfIsNamedWithWhatToDo() {
        assertThatExceptionOfType(DeviceMemoryException.class)
                .isThrownBy(() -> train(CONFIG, Optional.empty(), longest - 1))
                .withMessageContaining("a single text")
                .withMessageContaining(longest + " tokens")
                .withMessageContaining("smaller rank")
                .withMessageContaining("a device without room");
    }

    private TrainingResult train(TrainingConfig config, Optional<Objective> objective, int memory) {
        LoraWeights initial = LoraInitialization.of(engine.layout(LoraConfig.rank(4)), 5);
        halved.clear();
        passes.clear();
        try (Gradients gradients = limited(engine.gradients(initial.layout()), memory)) {
            return new TrainingLoop(
                            config, objective, new Cancellation(), this::keep, KeptAdapter::new, Precision.FLOAT32)
                    .train(
                            gradients,
                            initial,
                            new TrainingData(examples, List.of()),
                            new ScoringPass(engine, new BatchLimits(8, 1000)));
        }
    }

    private void keep(EditEvent event) {
        if (event instanceof EditEvent.PassesHalved passesHalved) {
            halved.add(passesHalved);
        }
    }

    /** Computes what comes before the pass that does not fit, as a device does. */
    private Gradients limited(Gradients gradients, int tokens) {
        return new Gradients() {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                double loss = 0;
                List<float[]> logProbabilities = new ArrayList<>();
                List<double[]> divergences = new ArrayList<>();
                for (TokenBatch batch : batches) {
                    passes.add(batch.rows() * batch.columns());
                    if (batch.rows() * batch.columns() > tokens) {
                        throw new DeviceMemoryException("a device without room", null);
                    }
                    BatchLosses losses = gradients.accumulate(List.of(batch), weights, gradient);
                    loss += losses.loss();
                    logProbabilities.addAll(losses.logProbabilities());
                    divergences.addAll(losses.divergences());
                }
                return new BatchLosses(loss, logProbabilities, divergences);
            }

            @Override
            public void close() {
                gradients.close();
            }
        };
    }

    private List<TrainingExample> examples() {
        PromptTokenizer prompts = new PromptTokenizer(tokenizer, engine.description());
        List<TrainingExample> examples = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            String prompt = "The tower".repeat(1 + i % 3);
            examples.add(new TrainingExample(
                    masked(prompts, prompt, i % 2 == 0 ? " Rome" : " Oslo"), masked(prompts, prompt, " Paris")));
        }
        return examples;
    }

    private static MaskedExample masked(PromptTokenizer prompts, String prompt, String target) {
        return MaskedExample.of(prompts.text(prompt, target, true), new ConditionalLikelihood());
    }
}
