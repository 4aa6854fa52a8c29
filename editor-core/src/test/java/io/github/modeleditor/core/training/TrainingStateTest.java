package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.config.ConditionalLikelihood;
import io.github.modeleditor.api.config.DirectPreference;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.batch.BatchLimits;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.tokens.Anchor;
import io.github.modeleditor.core.tokens.MaskedExample;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.core.tokens.TokenRange;
import io.github.modeleditor.core.tokens.TrainingExample;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that stops after any step, is written to a file, and goes on in what might be another process. */
class TrainingStateTest {
    private static final TrainingConfig CONFIG = TrainingConfig.defaults()
            .withEpochs(6)
            .withBatchSize(2)
            .withLearningRate(0.02)
            .withWarmupFraction(0)
            .withLearnedLoss(0);

    private final GreedyTokenizer tokenizer = GreedyTokenizer.of(" Rome", " Paris", " Oslo");
    private final ToyEngine engine = ToyEngine.of(tokenizer, 11);
    private final LoraLayout layout = engine.layout(LoraConfig.rank(4));
    private TrainingData data = data(" Rome", " Oslo", " Paris", " Rome", " Oslo");
    private final Cancellation cancellation = new Cancellation();

    @TempDir
    private Path folder = Path.of("");

    private Precision precision = Precision.FLOAT32;
    private Optional<Objective> objective = Optional.empty();
    private UnaryOperator<Gradients> device = gradients -> gradients;

    @Test
    void goesOnFromEveryStep() {
        assertThat(resumesAtEveryStep(CONFIG).steps()).isEqualTo(6 * 3);
    }

    @Test
    void goesOnWhereKnownTextsSitOut() {
        TrainingResult result = resumesAtEveryStep(
                CONFIG.withEpochs(14).withBatchSize(1).withLearningRate(0.05).withSkippedLoss(0.3));
        assertThat(result.skippedTexts()).isPositive();
    }

    @Test
    void goesOnToAnEarlyEnd() {
        TrainingResult result = resumesAtEveryStep(
                CONFIG.withEpochs(40).withBatchSize(4).withLearningRate(0.05).withLearnedLoss(0.05));
        assertThat(result.stoppedEarly()).isTrue();
    }

    @Test
    void goesOnWhereTheFactsEndAnEpochBeforeItsEnd() {
        data = besideHeldTexts(data(" Rome"), 20);
        TrainingResult result = resumesAtEveryStep(
                CONFIG.withEpochs(40).withBatchSize(8).withLearningRate(0.05).withLearnedLoss(0.05));
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.steps() % 8)
                .as("steps of the last of epochs of eight")
                .isNotZero();
        assertThat(result.epochLosses()).hasSize(result.steps() / 8 + 1);
    }

    @Test
    void goesOnToTheLimitOfSteps() {
        assertThat(resumesAtEveryStep(CONFIG.withMaximumSteps(7)).steps()).isEqualTo(7);
    }

    @Test
    void goesOnWithTheScaleOfTheLoss() {
        precision = Precision.FLOAT16;
        device = TrainingStateTest::overflowing;
        TrainingResult result = resumesAtEveryStep(CONFIG);
        assertThat(result.skippedSteps()).isBetween(2, 12);
    }

    @Test
    void goesOnWithAnObjectiveAndAccumulatedBatches() {
        objective = Optional.of(new DirectPreference(0.5, 2));
        resumesAtEveryStep(CONFIG.withBatchSize(1).withAccumulatedBatches(2));
    }

    @Test
    void goesOnInPassesAsSmallAsMemoryAskedFor() {
        device = gradients -> limited(gradients, 25);
        TrainingResult result = resumesAtEveryStep(CONFIG.withBatchSize(4));
        assertThat(result.halvedPasses()).isPositive();
    }

    @Test
    void isACopy() {
        List<TrainingState> kept = new ArrayList<>();
        List<float[]> then = new ArrayList<>();
        train(CONFIG, (step, state) -> {
            kept.add(state.get());
            then.add(kept.get(step - 1).optimizer().weights().values().clone());
        });
        TrainingState third = kept.get(2);
        TrainingResult once = resume(CONFIG, third);
        assertThat(third.optimizer().weights().values()).isEqualTo(then.get(2));
        assertThat(resume(CONFIG, third).weights().values())
                .isEqualTo(once.weights().values());
    }

    @Test
    void refusesOtherTextsAndOtherPlaces() {
        Path file = saved();
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> TrainingState.read(file, layout, data(" Rome", " Oslo", " Paris", " Rome", " Rome")))
                .withMessageContaining(file.toString())
                .withMessageContaining("other training texts");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> TrainingState.read(file, engine.layout(LoraConfig.rank(3)), data));
        TrainingState state = TrainingState.read(file, layout, data);
        try (Gradients gradients = engine.gradients(layout)) {
            assertThatExceptionOfType(InvalidConfigurationException.class)
                    .isThrownBy(() -> loop(CONFIG).resume(gradients, state, data(" Rome"), scoring()))
                    .withMessageContaining("The state of training belongs to other");
        }
    }

    @Test
    void refusesTextsThatAreTaughtAtOtherTokens() {
        Path file = saved();
        List<TrainingExample> elsewhere = data.examples().stream()
                .map(example ->
                        new TrainingExample(example.target().withTaughtAt(new TokenRange(1, 2)), example.rejected()))
                .toList();
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> TrainingState.read(file, layout, new TrainingData(elsewhere, data.facts())))
                .withMessageContaining("other training texts");
    }

    @Test
    void refusesEpochsOfOtherSteps() {
        TrainingState state = TrainingState.read(saved(), layout, data);
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> resume(CONFIG.withBatchSize(1), state))
                .withMessageContaining("has 3 steps an epoch, and would go on with 5");
    }

    @Test
    void refusesADamagedFileWhereverTheDamageIs() throws IOException {
        Path file = saved();
        byte[] whole = Files.readAllBytes(file);
        Path damaged = folder.resolve("damaged");
        for (int place = 0; place < whole.length; place += place < 200 ? 1 : 331) {
            byte[] bytes = whole.clone();
            bytes[place] ^= 4;
            assertRefused(damaged, bytes, place < 4 ? "is no state of training" : "is damaged");
        }
        for (int length = 0; length < whole.length; length += 997) {
            assertRefused(damaged, Arrays.copyOf(whole, length), length < 12 ? "is no state" : "is damaged");
        }
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> TrainingState.read(folder.resolve("nowhere"), layout, data))
                .withMessageContaining("nowhere");
    }

    @Test
    void refusesTheFormatOfALaterRelease() throws IOException {
        byte[] bytes = Files.readAllBytes(saved());
        ByteBuffer.wrap(bytes).putInt(Integer.BYTES, 3);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) checksum.getValue());
        assertRefused(folder.resolve("later"), bytes, "has version 3 of its format, and 2 is known");
    }

    private void assertRefused(Path file, byte[] bytes, String message) throws IOException {
        Files.write(file, bytes);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> TrainingState.read(file, layout, data))
                .withMessageContaining(file.toString())
                .withMessageContaining(message);
    }

    private Path saved() {
        Path file = folder.resolve("state");
        train(CONFIG, (step, state) -> {
            if (step == 4) {
                state.get().save(file);
            }
        });
        return file;
    }

    /** Trains once without stopping, and once from each of its states. */
    private TrainingResult resumesAtEveryStep(TrainingConfig config) {
        List<Path> files = new ArrayList<>();
        TrainingResult whole = train(config, (step, state) -> {
            Path file = folder.resolve("step-" + step);
            state.get().save(file);
            files.add(file);
        });
        assertThat(files).hasSize(whole.steps());
        for (Path file : files) {
            TrainingResult resumed = resume(config, TrainingState.read(file, layout, data));
            assertThat(resumed.weights().values())
                    .as(file.toString())
                    .isEqualTo(whole.weights().values());
            assertThat(resumed)
                    .as(file.toString())
                    .usingRecursiveComparison()
                    .ignoringFields("seconds", "weights")
                    .isEqualTo(whole);
        }
        return whole;
    }

    private TrainingResult train(TrainingConfig config, Checkpoint checkpoint) {
        LoraWeights initial = LoraInitialization.of(layout, 5);
        try (Gradients gradients = device.apply(engine.gradients(layout))) {
            return loop(config).withCheckpoint(checkpoint).train(gradients, initial, data, scoring());
        }
    }

    private TrainingResult resume(TrainingConfig config, TrainingState state) {
        try (Gradients gradients = device.apply(engine.gradients(layout))) {
            return loop(config).resume(gradients, state, data, scoring());
        }
    }

    private TrainingLoop loop(TrainingConfig config) {
        return new TrainingLoop(config, objective, cancellation, event -> {}, KeptAdapter::new, precision);
    }

    private ScoringPass scoring() {
        return new ScoringPass(engine, new BatchLimits(8, 1000));
    }

    private TrainingData data(String... targets) {
        PromptTokenizer prompts = new PromptTokenizer(tokenizer, engine.description());
        List<String> asked =
                List.of("The tower stands in", "The louvre lies at", "Bread is baked by", "A", "Bergen is");
        List<TrainingExample> examples = new ArrayList<>();
        List<TokenizedText> facts = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            TokenizedText text = prompts.text(asked.get(i), targets[i], true);
            TokenizedText rejected = prompts.text(asked.get(i), " Paris Oslo", true);
            examples.add(new TrainingExample(
                    MaskedExample.of(text, new ConditionalLikelihood()),
                    i % 2 == 0 ? MaskedExample.of(rejected, new ConditionalLikelihood()) : null));
            facts.add(prompts.text(asked.get(i), targets[i], false));
        }
        return new TrainingData(examples, facts);
    }

    private TrainingData besideHeldTexts(TrainingData taught, int count) {
        TokenDistribution reference = new TokenDistribution(new int[] {1, 2}, new float[] {0.5f, 0.3f});
        List<TrainingExample> examples = new ArrayList<>(taught.examples());
        for (int i = 0; i < count; i++) {
            TokenizedText text = new PromptTokenizer(tokenizer, engine.description())
                    .text("Bergen lies " + "on ".repeat(i % 5 + 1), " Oslo", false);
            Anchor anchor = new Anchor(text.targetStart(), reference, 1);
            examples.add(TrainingExample.of(new MaskedExample(text, new float[text.length()], List.of(anchor))));
        }
        return new TrainingData(examples, taught.facts());
    }

    /** Sixteen bits, as far as the largest numbers go. */
    private static Gradients overflowing(Gradients exact) {
        return new Wrapped(exact) {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                BatchLosses losses = super.accumulate(batches, weights, gradient);
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] = Math.abs(gradient[i]) > 100 ? Float.POSITIVE_INFINITY : gradient[i];
                }
                return losses;
            }
        };
    }

    private static Gradients limited(Gradients gradients, int tokens) {
        return new Wrapped(gradients) {
            @Override
            public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
                if (batches.stream().anyMatch(batch -> batch.rows() > 1 && batch.rows() * batch.columns() > tokens)) {
                    throw new DeviceMemoryException("a device without room", null);
                }
                return super.accumulate(batches, weights, gradient);
            }
        };
    }

    private static class Wrapped implements Gradients {
        private final Gradients gradients;

        Wrapped(Gradients gradients) {
            this.gradients = gradients;
        }

        @Override
        public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
            return gradients.accumulate(batches, weights, gradient);
        }

        @Override
        public void close() {
            gradients.close();
        }
    }
}
