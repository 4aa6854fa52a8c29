package io.github.modeleditor.core.training;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.TrainingDivergedException;
import io.github.modeleditor.core.batch.ScoringPass;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Trains LoRA weights. Epochs run breadth first: every text is seen once before any is seen again (section 3.1 of the
 * paper). At the end of an epoch the facts are asked for, and training stops when all are learned: greedy decoding gives
 * the target, and the mean loss of its tokens is below {@link TrainingConfig.Stopping#learnedLoss()}. A text whose own loss was below
 * {@link TrainingConfig.Stopping#skippedLoss()} sits out the next epoch; the schedule then takes longer strides, so that it spans the
 * same epochs.
 *
 * <p>One fact or two are in every step of an epoch, which ends with the one that taught them ({@code EpochPlan}).
 *
 * <p>The same weights, examples and seed give the same result bit by bit, if the engine computes so.
 *
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
 */
public final class TrainingLoop {
    private final TrainingConfig config;
    private final Optional<Objective> objective;
    private final Cancellation cancellation;
    private final EditListener listener;
    private final Function<LoraWeights, Adapter> adapters;
    private final Precision precision;
    private final Checkpoint checkpoint;

    /**
     * A training loop.
     *
     * @param config how to train
     * @param objective what is minimised; empty for the mean negative log-likelihood of the counted tokens
     * @param cancellation what stops it, before the next pass
     * @param listener hears of each step and each epoch
     * @param adapters keeps a copy of the last good weights when training is cut short
     * @param precision what the engine computes in; in half precision the loss is scaled, and steps that overflow are skipped
     */
    public TrainingLoop(
            TrainingConfig config,
            Optional<Objective> objective,
            Cancellation cancellation,
            EditListener listener,
            Function<LoraWeights, Adapter> adapters,
            Precision precision) {
        this(config, objective, cancellation, listener, adapters, precision, Checkpoint.none());
    }

    private TrainingLoop(
            TrainingConfig config,
            Optional<Objective> objective,
            Cancellation cancellation,
            EditListener listener,
            Function<LoraWeights, Adapter> adapters,
            Precision precision,
            Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.precision = precision;
        this.config = config;
        this.objective = objective;
        this.cancellation = cancellation;
        this.listener = listener;
        this.adapters = adapters;
    }

    /**
     * The same, and after each step somebody may keep the state.
     *
     * @param keeper is asked on the thread that trains
     * @return a new loop
     */
    public TrainingLoop withCheckpoint(Checkpoint keeper) {
        return new TrainingLoop(config, objective, cancellation, listener, adapters, precision, keeper);
    }

    /**
     * Trains until every fact is learned, or the epochs or steps are over.
     *
     * @param gradients what computes losses and gradients
     * @param initial where to start; taken over, and overwritten
     * @param data what is trained
     * @param scoring what asks for the facts, and for the texts where there is an objective
     * @return the weights and what they took
     * @throws EditCancelledException if it was cancelled; it has the weights of the last step
     * @throws TrainingDivergedException if a loss or gradient became NaN or infinite, in half precision in many steps in a
     *     row; it has the last weights whose loss was finite
     * @throws DeviceMemoryException if there is no memory for a pass of a single text
     */
    public TrainingResult train(Gradients gradients, LoraWeights initial, TrainingData data, ScoringPass scoring) {
        return new TrainingRun(this, gradients, initial, data, scoring).complete();
    }

    /**
     * Goes on from a state, which gives what training would have given that never stopped.
     *
     * @param gradients what computes losses and gradients
     * @param state where to go on; not changed
     * @param data what is trained: the texts that the state belongs to
     * @param scoring what asks for the facts, and for the texts where there is an objective
     * @return the weights and what they took, the steps before the state included
     * @throws InvalidConfigurationException if the state belongs to other texts, another layout, or epochs of another number of steps
     * @throws EditCancelledException as from {@link #train}
     * @throws TrainingDivergedException as from {@link #train}
     * @throws DeviceMemoryException as from {@link #train}
     */
    public TrainingResult resume(Gradients gradients, TrainingState state, TrainingData data, ScoringPass scoring) {
        TrainingState.requireSame(
                "The state of training",
                state.fingerprint(),
                TrainingState.fingerprint(state.optimizer().weights().layout(), data));
        return new TrainingRun(this, gradients, state, data, scoring).complete();
    }

    TrainingConfig config() {
        return config;
    }

    @Nullable
    ObjectiveLoss objective(ScoringPass scoring) {
        return objective.map(minimised -> new ObjectiveLoss(minimised, scoring)).orElse(null);
    }

    Cancellation cancellation() {
        return cancellation;
    }

    EditListener listener() {
        return listener;
    }

    Function<LoraWeights, Adapter> adapters() {
        return adapters;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    LossScaler scaler() {
        return precision == Precision.FLOAT16 ? LossScaler.dynamic() : LossScaler.none();
    }
}
