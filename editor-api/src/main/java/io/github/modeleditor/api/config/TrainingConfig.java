package io.github.modeleditor.api.config;

import io.github.modeleditor.api.ModelEditor;
import java.util.function.Consumer;

/**
 * How the adapter is trained: AdamW with warm-up and a cosine to zero, epochs breadth first.
 *
 * <p>The schedule spans {@code epochs}, or {@code maximumSteps} where those are over sooner; training may end before it
 * does, when every fact is learned.
 *
 * @param epochs how often every text is seen at most; at least 1
 * @param batchSize texts in one forward and backward pass at most; at least 1
 * @param tokensPerBatch tokens of one pass at most, padding included; a single longer text is a batch of its own; at
 *     least 1
 * @param accumulatedBatches passes whose gradients are summed into one optimizer step; at least 1
 * @param learningRate the highest rate of the schedule; above 0
 * @param warmupFraction the share of all steps in which the rate rises from zero; 0 to below 1
 * @param weightDecay AdamW's decoupled decay; at least 0
 * @param maximumGradientNorm gradients with a larger global norm are scaled down to it; above 0, infinite for none
 * @param learnedLoss a fact is learned when its greedy completion is right and its mean loss a token is below this;
 *     training stops when all are; 0 to see every epoch through
 * @param skippedLoss a text whose mean loss a target token was below this when it was last seen sits out one epoch; 0 to see
 *     every text in every epoch
 * @param maximumSteps optimizer steps at most; at least 1
 * @param memoryLimit bytes that the model and the edit may take together beside the Java runtime, by the estimate of {@link
 *     ModelEditor#describe()}; passes are made no larger than fits; {@link Long#MAX_VALUE} for no limit
 * @param recomputation what the backward pass computes once more instead of keeping it
 * @param seed what all randomness of an edit comes from
 */
public record TrainingConfig(
        int epochs,
        int batchSize,
        int tokensPerBatch,
        int accumulatedBatches,
        double learningRate,
        double warmupFraction,
        double weightDecay,
        double maximumGradientNorm,
        double learnedLoss,
        double skippedLoss,
        int maximumSteps,
        long memoryLimit,
        Recomputation recomputation,
        long seed) {

    public TrainingConfig {
        Settings.require(epochs >= 1, "Number of epochs", epochs, "at least 1");
        Settings.require(batchSize >= 1, "Batch size", batchSize, "at least 1");
        Settings.require(tokensPerBatch >= 1, "Tokens per batch", tokensPerBatch, "at least 1");
        Settings.require(accumulatedBatches >= 1, "Accumulated batches", accumulatedBatches, "at least 1");
        Settings.require(
                learningRate > 0 && Double.isFinite(learningRate),
                "Learning rate",
                learningRate,
                "a finite number above 0");
        Settings.require(
                warmupFraction >= 0 && warmupFraction < 1, "Warm-up fraction", warmupFraction, "from 0 to below 1");
        Settings.require(
                weightDecay >= 0 && Double.isFinite(weightDecay),
                "Weight decay",
                weightDecay,
                "0 or a finite number above");
        Settings.require(maximumGradientNorm > 0, "Maximum gradient norm", maximumGradientNorm, "above 0");
        Settings.require(learnedLoss >= 0, "Loss of a learned fact", learnedLoss, "0 or above");
        Settings.require(skippedLoss >= 0, "Loss of a skipped text", skippedLoss, "0 or above");
        Settings.require(maximumSteps >= 1, "Maximum number of steps", maximumSteps, "at least 1");
        Settings.require(memoryLimit >= 1, "Memory limit", memoryLimit, "at least 1 byte");
    }

    /**
     * The defaults: at most 20 epochs of batches of 32, learning rate 4e-4 with a cosine, weight decay 0.01, gradients
     * clipped at norm 1, what is cheap computed once more instead of kept, and an end as soon as every fact is learned to a loss
     * of 0.05 a token.
     *
     * @return the defaults
     */
    public static TrainingConfig defaults() {
        return new TrainingConfig(
                20,
                32,
                2048,
                1,
                4e-4,
                0.03,
                0.01,
                1.0,
                0.05,
                0,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                Recomputation.ELEMENTWISE,
                0L);
    }

    /**
     * The same with another number of epochs.
     *
     * @param value how often every text is seen at most
     * @return a new configuration
     */
    public TrainingConfig withEpochs(int value) {
        return with(draft -> draft.epochs = value);
    }

    /**
     * The same with another batch size.
     *
     * @param value texts in one pass at most
     * @return a new configuration
     */
    public TrainingConfig withBatchSize(int value) {
        return with(draft -> draft.batchSize = value);
    }

    /**
     * The same with another token budget.
     *
     * @param value tokens of one pass at most, padding included
     * @return a new configuration
     */
    public TrainingConfig withTokensPerBatch(int value) {
        return with(draft -> draft.tokensPerBatch = value);
    }

    /**
     * The same with gradients summed over several passes.
     *
     * @param value passes to one optimizer step
     * @return a new configuration
     */
    public TrainingConfig withAccumulatedBatches(int value) {
        return with(draft -> draft.accumulatedBatches = value);
    }

    /**
     * The same with another learning rate.
     *
     * @param value the highest rate of the schedule
     * @return a new configuration
     */
    public TrainingConfig withLearningRate(double value) {
        return with(draft -> draft.learningRate = value);
    }

    /**
     * The same with another criterion for a learned fact.
     *
     * @param value the mean loss a token below which a fact counts as learned; 0 to see every epoch through
     * @return a new configuration
     */
    public TrainingConfig withLearnedLoss(double value) {
        return with(draft -> draft.learnedLoss = value);
    }

    /**
     * The same with or without leaving out texts that the model knows already. What is left out costs no time, and teaches
     * nothing either: texts that keep neighbours unharmed rest as well.
     *
     * @param value the mean loss a target token below which a text sits out the next epoch, behind which it is seen again; 0
     *     to see every text in every epoch
     * @return a new configuration
     */
    public TrainingConfig withSkippedLoss(double value) {
        return with(draft -> draft.skippedLoss = value);
    }

    /**
     * The same with a limit on optimizer steps.
     *
     * @param value optimizer steps at most
     * @return a new configuration
     */
    public TrainingConfig withMaximumSteps(int value) {
        return with(draft -> draft.maximumSteps = value);
    }

    /**
     * The same within another amount of memory. It is an estimate that is kept, so leave some room; where memory runs out all
     * the same, passes are halved.
     *
     * @param bytes what the model and the edit may take together beside the Java runtime
     * @return a new configuration
     */
    public TrainingConfig withMemoryLimit(long bytes) {
        return with(draft -> draft.memoryLimit = bytes);
    }

    /**
     * The same with another recomputation. The estimate that a memory limit is kept by does not count on it.
     *
     * @param value what the backward pass computes once more instead of keeping it
     * @return a new configuration
     */
    public TrainingConfig withRecomputation(Recomputation value) {
        return with(draft -> draft.recomputation = value);
    }

    /**
     * The same with another seed.
     *
     * @param value what all randomness comes from
     * @return a new configuration
     */
    public TrainingConfig withSeed(long value) {
        return with(draft -> draft.seed = value);
    }

    /**
     * The same with another warm-up.
     *
     * @param value the share of all steps in which the rate rises from zero
     * @return a new configuration
     */
    public TrainingConfig withWarmupFraction(double value) {
        return with(draft -> draft.warmupFraction = value);
    }

    /**
     * The same with another weight decay.
     *
     * @param value AdamW's decoupled decay
     * @return a new configuration
     */
    public TrainingConfig withWeightDecay(double value) {
        return with(draft -> draft.weightDecay = value);
    }

    /**
     * The same with another limit on the gradient.
     *
     * @param value the global norm to which larger gradients are scaled down; infinite for none
     * @return a new configuration
     */
    public TrainingConfig withMaximumGradientNorm(double value) {
        return with(draft -> draft.maximumGradientNorm = value);
    }

    private TrainingConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A copy that one {@code with...} changes before it becomes a configuration again. */
    private static final class Draft {
        private int epochs;
        private int batchSize;
        private int tokensPerBatch;
        private int accumulatedBatches;
        private double learningRate;
        private double warmupFraction;
        private double weightDecay;
        private double maximumGradientNorm;
        private double learnedLoss;
        private double skippedLoss;
        private int maximumSteps;
        private long memoryLimit;
        private Recomputation recomputation;
        private long seed;

        Draft(TrainingConfig config) {
            epochs = config.epochs;
            batchSize = config.batchSize;
            tokensPerBatch = config.tokensPerBatch;
            accumulatedBatches = config.accumulatedBatches;
            learningRate = config.learningRate;
            warmupFraction = config.warmupFraction;
            weightDecay = config.weightDecay;
            maximumGradientNorm = config.maximumGradientNorm;
            learnedLoss = config.learnedLoss;
            skippedLoss = config.skippedLoss;
            maximumSteps = config.maximumSteps;
            memoryLimit = config.memoryLimit;
            recomputation = config.recomputation;
            seed = config.seed;
        }

        TrainingConfig config() {
            return new TrainingConfig(
                    epochs,
                    batchSize,
                    tokensPerBatch,
                    accumulatedBatches,
                    learningRate,
                    warmupFraction,
                    weightDecay,
                    maximumGradientNorm,
                    learnedLoss,
                    skippedLoss,
                    maximumSteps,
                    memoryLimit,
                    recomputation,
                    seed);
        }
    }
}
