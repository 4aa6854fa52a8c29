package io.github.modeleditor.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingConfigTest {
    private static final TrainingConfig DEFAULTS = TrainingConfig.defaults();

    static Stream<Arguments> refused() {
        return Stream.of(
                change("Number of epochs is 0", config -> config.withEpochs(0)),
                change("Maximum number of steps is 0", config -> config.withMaximumSteps(0)),
                change("Learning rate is 0.0", config -> config.withLearningRate(0)),
                change("Learning rate is Infinity", config -> config.withLearningRate(Double.POSITIVE_INFINITY)),
                change("Warm-up fraction is -0.1", config -> config.withWarmupFraction(-0.1)),
                change("Warm-up fraction is 1.0", config -> config.withWarmupFraction(1)),
                change("Batch size is 0", config -> config.withBatchSize(0)),
                change("Tokens per pass is 0", config -> config.withTokensPerPass(0)),
                change("Accumulated batches is 0", config -> config.withAccumulatedBatches(0)),
                change("Memory limit is 0", config -> config.withMemoryLimit(0)),
                change("Weight decay is -1.0", config -> config.withWeightDecay(-1)),
                change("Weight decay is NaN", config -> config.withWeightDecay(Double.NaN)),
                change("Maximum gradient norm is 0.0", config -> config.withMaximumGradientNorm(0)),
                change("Loss of a learned fact is -1.0", config -> config.withLearnedLoss(-1)),
                change("Loss of a skipped text is NaN", config -> config.withSkippedLoss(Double.NaN)));
    }

    private static Arguments change(String message, UnaryOperator<TrainingConfig> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest
    @MethodSource
    void refused(String message, UnaryOperator<TrainingConfig> change) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> change.apply(DEFAULTS))
                .withMessageStartingWith(message + ". It must be ");
    }

    @Test
    void eachChangeIsOfItsOwnSettingAlone() {
        assertThat(DEFAULTS.withEpochs(7)
                        .withMaximumSteps(9)
                        .withLearningRate(0.5)
                        .withWarmupFraction(0.25))
                .isEqualTo(new TrainingConfig(
                        new TrainingConfig.Schedule(7, OptionalInt.of(9), 0.5, 0.25),
                        DEFAULTS.batches(),
                        DEFAULTS.optimizer(),
                        DEFAULTS.stopping(),
                        DEFAULTS.recomputation(),
                        false,
                        false,
                        DEFAULTS.seed()));
        assertThat(DEFAULTS.withBatchSize(3)
                        .withTokensPerPass(5)
                        .withAccumulatedBatches(6)
                        .withMemoryLimit(8))
                .isEqualTo(new TrainingConfig(
                        DEFAULTS.schedule(),
                        new TrainingConfig.Batches(3, 5, 6, OptionalLong.of(8)),
                        DEFAULTS.optimizer(),
                        DEFAULTS.stopping(),
                        DEFAULTS.recomputation(),
                        false,
                        false,
                        DEFAULTS.seed()));
        assertThat(DEFAULTS.withWeightDecay(0.5)
                        .withMaximumGradientNorm(2)
                        .withLearnedLoss(3)
                        .withSkippedLoss(4)
                        .withRecomputation(Recomputation.LAYERS)
                        .withNullSpace(true)
                        .withSeed(-5)
                        .withTaughtAtSubject(true))
                .isEqualTo(new TrainingConfig(
                        DEFAULTS.schedule(),
                        DEFAULTS.batches(),
                        new TrainingConfig.Optimizer(0.5, 2),
                        new TrainingConfig.Stopping(3, 4),
                        Recomputation.LAYERS,
                        true,
                        true,
                        -5));
    }

    @Test
    void theNullSpaceAndTheSubjectAreTwoSettings() {
        assertThat(DEFAULTS.withNullSpace(true).taughtAtSubject()).isFalse();
        assertThat(DEFAULTS.withTaughtAtSubject(true).nullSpace()).isFalse();
        assertThat(DEFAULTS.withTaughtAtSubject(true).withEpochs(3).taughtAtSubject())
                .isTrue();
    }

    @Test
    void whatHasNoLimitIsEmpty() {
        assertThat(DEFAULTS.schedule().maximumSteps()).isEmpty();
        assertThat(DEFAULTS.batches().memoryLimit()).isEmpty();
        assertThat(DEFAULTS.withMaximumGradientNorm(Double.POSITIVE_INFINITY)
                        .optimizer()
                        .maximumGradientNorm())
                .isInfinite();
    }
}
