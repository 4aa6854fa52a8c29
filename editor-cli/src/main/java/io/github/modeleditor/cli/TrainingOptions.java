package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.api.config.TrainingConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an adapter is trained, and where. */
@HelpGroup("Training")
@SuppressWarnings("NullAway.Init") // picocli sets what has a default
final class TrainingOptions {
    @Mixin
    private TargetOptions targets;

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most (default: 5; paper: 20).")
    private @Nullable Integer epochs;

    @Option(names = "--all-epochs", description = "Train every epoch, also when every fact is learned sooner.")
    private boolean allEpochs;

    @Option(
            names = "--skip-learned",
            paramLabel = "LOSS",
            description =
                    "Leave a text out of the next epoch where its mean loss a token was below this (default: 0.05; paper: 0,"
                            + " which leaves none out).")
    private @Nullable Double skipLearned;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "Highest rate of the schedule (default: 6e-4; paper: 4e-4).")
    private @Nullable Double learningRate;

    @Option(
            names = "--null-space",
            negatable = true,
            description =
                    "Make A hardly respond to the texts that are held, and train B alone, or with --no-null-space A as it is drawn and"
                            + " both (default: so; forceful, paper: not).")
    private @Nullable Boolean nullSpace;

    @Option(
            names = "--at-subject",
            negatable = true,
            description =
                    "Learn of a fact through the last word of its subject alone, or with --no-at-subject through all tokens (default:"
                            + " so; forceful, paper: not).")
    private @Nullable Boolean atSubject;

    @Option(
            names = {"--batch", "--batch-size"},
            paramLabel = "N",
            description = "Texts in a step at most (default: ${DEFAULT-VALUE}).")
    private int batch = TrainingConfig.defaults().batches().batchSize();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = MemorySize.class,
            description =
                    "Memory of the model and the edit together, such as 900m or 4g, by the estimate of describe; passes"
                            + " are made no larger than fits (default: no limit).")
    private @Nullable Long memory;

    @Option(
            names = {"--recompute", "--activation-checkpointing"},
            paramLabel = "WHAT",
            arity = "0..1",
            defaultValue = "elementwise",
            fallbackValue = "layers",
            description =
                    "What of the forward pass is computed twice instead of being kept: nothing (none), what is cheap (elementwise),"
                            + " or everything (layers: less memory still, a quarter more time; also where nothing is named)"
                            + " (default: ${DEFAULT-VALUE}).")
    private Recomputation recompute;

    @Option(names = "--seed", paramLabel = "N", description = "Where randomness begins (default: ${DEFAULT-VALUE}).")
    private long seed = TrainingConfig.defaults().seed();

    @Mixin
    private DeviceOptions device;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description =
                    "What the frozen model is computed in: float32, float16, bfloat16, or int8 for training alone (default:"
                            + " ${DEFAULT-VALUE}).")
    private Precision precision;

    ModelEditor applyTo(ModelEditor editor) {
        TrainingConfig training = editor.settings()
                .training()
                .withBatchSize(batch)
                .withRecomputation(recompute)
                .withSeed(seed);
        if (memory != null) {
            training = training.withMemoryLimit(memory);
        }
        if (epochs != null) {
            training = training.withEpochs(epochs);
        }
        if (skipLearned != null) {
            training = training.withSkippedLoss(skipLearned);
        }
        if (learningRate != null) {
            training = training.withLearningRate(learningRate);
        }
        if (nullSpace != null) {
            training = training.withNullSpace(nullSpace);
        }
        if (atSubject != null) {
            training = training.withTaughtAtSubject(atSubject);
        }
        return editor.withLora(targets.applyTo(editor.settings().lora()))
                .withTraining(allEpochs ? training.withLearnedLoss(0) : training)
                .onDevice(device.device())
                .withPrecision(precision);
    }
}
