package io.github.modeleditor.api.report;

import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import java.util.List;

/**
 * What the training of an edit took.
 *
 * @param steps optimizer steps done, those that were skipped included
 * @param epochs epochs begun
 * @param texts training texts of one epoch, the facts themselves included
 * @param stoppedEarly whether training ended before its last epoch because every fact was learned
 * @param losses how the loss fell
 * @param timing how long it took
 * @param adjustments where training did not go as it was planned
 */
public record TrainingSummary(
        int steps, int epochs, int texts, boolean stoppedEarly, Losses losses, Timing timing, Adjustments adjustments) {
    /**
     * How the loss fell, in nats a target token.
     *
     * @param steps the mean loss of each optimizer step's target tokens, taken before the step; those that were skipped are
     *     left out
     * @param epochs the same over each epoch begun
     */
    public record Losses(List<Double> steps, List<Double> epochs) {
        public Losses {
            steps = List.copyOf(steps);
            epochs = List.copyOf(epochs);
        }

        /**
         * The mean loss of the last epoch.
         *
         * @return nats a target token; NaN where no epoch was begun
         */
        public double last() {
            return epochs.isEmpty() ? Double.NaN : epochs.get(epochs.size() - 1);
        }
    }

    /**
     * How long it took, by the wall clock.
     *
     * @param trainSeconds seconds for augmentation and optimizer steps, measuring left out
     * @param totalSeconds seconds of the whole edit, measuring included
     * @param textsPerSecond texts trained in a second of optimizer steps
     */
    public record Timing(double trainSeconds, double totalSeconds, double textsPerSecond) {}

    /**
     * Where training did not go as it was planned.
     *
     * @param skippedSteps steps that changed nothing, since gradients overflowed; 0 unless trained in {@link
     *     Precision#FLOAT16}
     * @param skippedTexts how often a text sat out an epoch, since the model knew it; 0 unless {@link
     *     TrainingConfig.Stopping#skippedLoss()} asks for it
     * @param halvedPasses how often memory ran out, so that passes were halved; 0 where they fitted
     * @param tokensPerPass tokens of one pass at most in the end, padding included; a single longer text was a pass of its own
     */
    public record Adjustments(int skippedSteps, long skippedTexts, int halvedPasses, int tokensPerPass) {}

    /**
     * The mean loss of the last epoch.
     *
     * @return nats a target token; NaN where no epoch was begun
     */
    public double finalLoss() {
        return losses.last();
    }
}
