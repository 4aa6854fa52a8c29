package io.github.modeleditor.api;

import io.github.modeleditor.api.config.Precision;

/** What an {@link EditListener} hears of an edit. */
public sealed interface EditEvent {
    /**
     * What an edit is busy with, in the order in which it happens. Measuring comes twice, before training and after.
     */
    enum Phase {
        /** Making the texts that are trained beside the facts. */
        AUGMENTING,
        /** Letting the unedited model write and answer what it is held to. */
        PRESERVING,
        /** Asking the unedited model, so that there is something to compare with. */
        MEASURING_BEFORE,
        /** Building the gradient graph and its session. */
        PREPARING,
        /** Optimizer steps. */
        TRAINING,
        /** Asking the edited model the same again. */
        MEASURING_AFTER
    }

    /**
     * A phase advances. The first event of a phase has {@code done} 0, the last has {@code done} equal to {@code total}.
     *
     * @param phase what the edit is busy with
     * @param done how much of it is done: steps while training, texts elsewhere
     * @param total how much there is at most; training may end sooner
     */
    record Progress(Phase phase, long done, long total) implements EditEvent {}

    /**
     * An optimizer step is done.
     *
     * @param step counted from 1
     * @param epoch counted from 1
     * @param loss the mean negative log-likelihood of the batch's target tokens, in nats
     * @param learningRate the rate of this step
     * @param gradientNorm the global norm of the gradient before clipping
     * @param texts texts in the step
     */
    record Step(int step, int epoch, double loss, double learningRate, double gradientNorm, int texts)
            implements EditEvent {}

    /**
     * Memory ran out within an optimizer step, which begins again with passes of at most half the tokens. Its gradient is the
     * same, up to rounding.
     *
     * @param times how often that happened in this training, this time included
     * @param tokens tokens of one pass at most from now on, padding included
     */
    record PassesHalved(int times, int tokens) implements EditEvent {}

    /**
     * A step was left out, since its loss or gradient was no finite number in {@link Precision#FLOAT16}. Weights, optimizer and
     * schedule are as before it.
     *
     * @param step counted from 1 together with the others
     * @param epoch counted from 1
     * @param lossScale what the loss was multiplied by; the next step takes half of it
     * @param inARow how many steps were left out one after the other, this one included
     */
    record StepSkipped(int step, int epoch, double lossScale, int inARow) implements EditEvent {}

    /**
     * An epoch is done and the facts were asked for.
     *
     * @param epoch counted from 1
     * @param learned facts whose greedy completion is right and whose loss is below the criterion
     * @param facts how many facts there are
     */
    record Epoch(int epoch, int learned, int facts) implements EditEvent {}
}
