package io.github.modeleditor.api.config;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the adapter is trained: AdamW with warm-up and a cosine to zero, epochs breadth first. It has four parts, and every
 * setting of theirs is changed from here: {@code TrainingConfig.defaults().withEpochs(5).withSeed(1)}.
 *
 * @param schedule how long, and how fast
 * @param batches how texts are grouped
 * @param optimizer what a step does with a gradient
 * @param stopping when enough is learned
 * @param recomputation what the backward pass computes once more instead of keeping it
 * @param nullSpace whether A is made to respond to the facts, and hardly to the texts that are held to what the unedited model says, and
 *     left as it is, so that B alone is trained
 * @param taughtAtSubject whether the adapter learns of a fact through the last word of its subject alone
 * @param seed what all randomness of an edit comes from
 */
public record TrainingConfig(
        Schedule schedule,
        Batches batches,
        Optimizer optimizer,
        Stopping stopping,
        Recomputation recomputation,
        boolean nullSpace,
        boolean taughtAtSubject,
        long seed) {
    public TrainingConfig {
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(batches, "batches");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(stopping, "stopping");
        Objects.requireNonNull(recomputation, "recomputation");
    }

    /**
     * How long, and how fast. The schedule spans all epochs, or the maximum of steps where those are over sooner; training may
     * end before it does, when every fact is learned.
     *
     * <p>Where a step has room for all texts that teach, beside a share of those that are held, as with one fact by the preserving method, they are in
     * all eight steps of an epoch, and it may end after any of them. The rate is lower there by as much as there are more steps.
     *
     * @param epochs how often every text is seen at most; at least 1
     * @param maximumSteps optimizer steps at most, at least 1; empty for as many as the epochs have
     * @param learningRate the highest rate; above 0
     * @param warmupFraction the share of all steps in which the rate rises from zero; 0 to below 1
     */
    public record Schedule(int epochs, OptionalInt maximumSteps, double learningRate, double warmupFraction) {
        public Schedule {
            Objects.requireNonNull(maximumSteps, "maximumSteps");
            Settings.require(epochs >= 1, "Number of epochs", epochs, "at least 1");
            maximumSteps.ifPresent(
                    steps -> Settings.require(steps >= 1, "Maximum number of steps", steps, "at least 1"));
            Settings.require(
                    learningRate > 0 && Double.isFinite(learningRate),
                    "Learning rate",
                    learningRate,
                    "a finite number above 0");
            Settings.require(
                    warmupFraction >= 0 && warmupFraction < 1, "Warm-up fraction", warmupFraction, "from 0 to below 1");
        }
    }

    /**
     * How texts are grouped into optimizer steps, and those into forward and backward passes (micro-batches). The grouping
     * into passes does not change the gradient.
     *
     * @param batchSize texts of a step at most, before accumulation, and as many more as a store holds of earlier facts; at least 1
     * @param tokensPerPass tokens of one pass at most, padding included; a single longer text is a pass of its own; at least 1
     * @param accumulatedBatches batches whose gradients are summed into one optimizer step (gradient accumulation); at least 1
     * @param memoryLimit bytes that the model and the edit may take together beside the Java runtime, by the estimate of {@code
     *     ModelEditor.describe()}, at least 1; passes are made no larger than fits; empty for no limit
     */
    public record Batches(int batchSize, int tokensPerPass, int accumulatedBatches, OptionalLong memoryLimit) {
        public Batches {
            Objects.requireNonNull(memoryLimit, "memoryLimit");
            Settings.require(batchSize >= 1, "Batch size", batchSize, "at least 1");
            Settings.require(tokensPerPass >= 1, "Tokens per pass", tokensPerPass, "at least 1");
            Settings.require(accumulatedBatches >= 1, "Accumulated batches", accumulatedBatches, "at least 1");
            memoryLimit.ifPresent(bytes -> Settings.require(bytes >= 1, "Memory limit", bytes, "at least 1 byte"));
        }
    }

    /**
     * What a step does with a gradient.
     *
     * @param weightDecay AdamW's decoupled decay; at least 0
     * @param maximumGradientNorm gradients with a larger global norm are scaled down to it; above 0, infinite for none
     */
    public record Optimizer(double weightDecay, double maximumGradientNorm) {
        public Optimizer {
            Settings.require(
                    weightDecay >= 0 && Double.isFinite(weightDecay),
                    "Weight decay",
                    weightDecay,
                    "0 or a finite number above");
            Settings.require(maximumGradientNorm > 0, "Maximum gradient norm", maximumGradientNorm, "above 0");
        }
    }

    /**
     * When enough is learned (early stopping).
     *
     * @param learnedLoss a fact is learned when its greedy completion is right and its mean loss a token is below this;
     *     training stops when all are; 0 to see every epoch through
     * @param skippedLoss a text whose mean loss a target token was below this when it was last seen sits out one epoch; 0 to
     *     see every text in every epoch
     */
    public record Stopping(double learnedLoss, double skippedLoss) {
        public Stopping {
            Settings.require(learnedLoss >= 0, "Loss of a learned fact", learnedLoss, "0 or above");
            Settings.require(skippedLoss >= 0, "Loss of a skipped text", skippedLoss, "0 or above");
        }
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
                new Schedule(20, OptionalInt.empty(), 4e-4, 0.03),
                new Batches(32, 2048, 1, OptionalLong.empty()),
                new Optimizer(0.01, 1.0),
                new Stopping(0.05, 0),
                Recomputation.ELEMENTWISE,
                false,
                false,
                0L);
    }

    /**
     * The same with another number of epochs.
     *
     * @param value how often every text is seen at most; at least 1
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withEpochs(int value) {
        return with(new Schedule(value, schedule.maximumSteps(), schedule.learningRate(), schedule.warmupFraction()));
    }

    /**
     * The same with a limit on optimizer steps.
     *
     * @param value optimizer steps at most; at least 1
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withMaximumSteps(int value) {
        return with(new Schedule(
                schedule.epochs(), OptionalInt.of(value), schedule.learningRate(), schedule.warmupFraction()));
    }

    /**
     * The same with another learning rate.
     *
     * @param value the highest rate of the schedule; above 0
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withLearningRate(double value) {
        return with(new Schedule(schedule.epochs(), schedule.maximumSteps(), value, schedule.warmupFraction()));
    }

    /**
     * The same with another warm-up.
     *
     * @param value the share of all steps in which the rate rises from zero; 0 to below 1
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withWarmupFraction(double value) {
        return with(new Schedule(schedule.epochs(), schedule.maximumSteps(), schedule.learningRate(), value));
    }

    /**
     * The same with another batch size.
     *
     * @param value texts of a step at most, before accumulation; at least 1
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withBatchSize(int value) {
        return with(new Batches(value, batches.tokensPerPass(), batches.accumulatedBatches(), batches.memoryLimit()));
    }

    /**
     * The same with another token budget.
     *
     * @param value tokens of one pass at most, padding included; at least 1
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withTokensPerPass(int value) {
        return with(new Batches(batches.batchSize(), value, batches.accumulatedBatches(), batches.memoryLimit()));
    }

    /**
     * The same with gradients summed over several batches.
     *
     * @param value batches to one optimizer step; at least 1
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withAccumulatedBatches(int value) {
        return with(new Batches(batches.batchSize(), batches.tokensPerPass(), value, batches.memoryLimit()));
    }

    /**
     * The same within another amount of memory. It is an estimate that is kept, so leave some room; where memory runs out all
     * the same, passes are halved.
     *
     * @param bytes what the model and the edit may take together beside the Java runtime; at least 1
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withMemoryLimit(long bytes) {
        return with(new Batches(
                batches.batchSize(), batches.tokensPerPass(), batches.accumulatedBatches(), OptionalLong.of(bytes)));
    }

    /**
     * The same with another weight decay.
     *
     * @param value AdamW's decoupled decay; at least 0
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withWeightDecay(double value) {
        return with(new Optimizer(value, optimizer.maximumGradientNorm()));
    }

    /**
     * The same with another limit on the gradient.
     *
     * @param value the global norm to which larger gradients are scaled down; above 0, infinite for none
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withMaximumGradientNorm(double value) {
        return with(new Optimizer(optimizer.weightDecay(), value));
    }

    /**
     * The same with another criterion for a learned fact.
     *
     * @param value the mean loss a token below which a fact counts as learned; 0 to see every epoch through
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withLearnedLoss(double value) {
        return with(new Stopping(value, stopping.skippedLoss()));
    }

    /**
     * The same with or without leaving out texts that the model knows already. What is left out costs no time, and teaches
     * nothing either: texts that keep neighbours unharmed rest as well.
     *
     * @param value the mean loss a target token below which a text sits out the next epoch, after which it is seen again; 0
     *     to see every text in every epoch
     * @return a new configuration
     * @throws InvalidConfigurationException if it is out of its range
     */
    public TrainingConfig withSkippedLoss(double value) {
        return with(new Stopping(stopping.learnedLoss(), value));
    }

    /**
     * The same with another recomputation. The estimate that a memory limit is kept by does not count on it.
     *
     * @param value what the backward pass computes once more instead of keeping it
     * @return a new configuration
     */
    public TrainingConfig withRecomputation(Recomputation value) {
        return new TrainingConfig(schedule, batches, optimizer, stopping, value, nullSpace, taughtAtSubject, seed);
    }

    /**
     * The same with an A that responds to the facts, and hardly to what is to stay. It is drawn as mixtures of the inputs that a module gets
     * where the facts are taught, less what the inputs that it gets from the texts of {@link Recipe#preservations()} have in common. It stays
     * as it is, and B alone is trained. Where training goes on from an adapter, that one's A stays as it was. Embeddings are trained as a
     * whole, and so is all where nothing is held.
     *
     * @param value whether A is made so
     * @return a new configuration
     * @see <a href="https://arxiv.org/abs/2410.02355">AlphaEdit: Null-Space Constrained Knowledge Editing for Language Models</a>, which
     *     takes away directions where this shrinks them, <a href="https://arxiv.org/abs/2202.05262">ROME</a>, which changes the same
     *     directions, and <a href="https://arxiv.org/abs/2308.03303">LoRA-FA</a>, which leaves A as it is
     */
    public TrainingConfig withNullSpace(boolean value) {
        return new TrainingConfig(schedule, batches, optimizer, stopping, recomputation, value, taughtAtSubject, seed);
    }

    /**
     * The same with facts that are taught at their subjects, or at all tokens of their texts. At other tokens than those of the subject's last
     * word a text leaves the adapter's gradient as it is, so that what is learned hangs on whom or what the fact is about: not on the words
     * around it, so it holds in other words, and not on a first word that others have, too ({@code Toyota}). The subject is the one that the
     * fact names, or else a name that is found in its prompt. A text without it, or with nothing behind its first token to be learned at, is
     * taught at all tokens, and what is held is held at all of them. Embeddings and the head learn as before.
     *
     * @param value whether facts are taught at their subjects
     * @return a new configuration
     * @see <a href="https://arxiv.org/abs/2202.05262">Locating and Editing Factual Associations in GPT, section 2</a>, where the last token
     *     of the subject is found to matter most
     */
    public TrainingConfig withTaughtAtSubject(boolean value) {
        return new TrainingConfig(schedule, batches, optimizer, stopping, recomputation, nullSpace, value, seed);
    }

    /**
     * The same with another seed.
     *
     * @param value what all randomness comes from
     * @return a new configuration
     */
    public TrainingConfig withSeed(long value) {
        return new TrainingConfig(
                schedule, batches, optimizer, stopping, recomputation, nullSpace, taughtAtSubject, value);
    }

    private TrainingConfig with(Schedule value) {
        return new TrainingConfig(value, batches, optimizer, stopping, recomputation, nullSpace, taughtAtSubject, seed);
    }

    private TrainingConfig with(Batches value) {
        return new TrainingConfig(
                schedule, value, optimizer, stopping, recomputation, nullSpace, taughtAtSubject, seed);
    }

    private TrainingConfig with(Optimizer value) {
        return new TrainingConfig(schedule, batches, value, stopping, recomputation, nullSpace, taughtAtSubject, seed);
    }

    private TrainingConfig with(Stopping value) {
        return new TrainingConfig(schedule, batches, optimizer, value, recomputation, nullSpace, taughtAtSubject, seed);
    }
}
