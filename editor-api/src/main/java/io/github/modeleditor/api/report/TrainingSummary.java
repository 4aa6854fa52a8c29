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
 * @param stepLosses the mean loss of each optimizer step's target tokens, in nats, taken before the step; those that
 *     were skipped are left out
 * @param epochLosses the same over each epoch begun
 * @param finalLoss the mean loss of the last epoch, in nats a target token
 * @param trainSeconds wall-clock seconds for augmentation and optimizer steps, measuring left out
 * @param totalSeconds wall-clock seconds of the whole edit, measuring included
 * @param sequencesPerSecond texts trained in a second of optimizer steps
 * @param stoppedEarly whether training ended before its last epoch because every fact was learned
 * @param skippedSteps steps that changed nothing, since gradients overflowed; 0 unless trained in {@link Precision#FLOAT16}
 * @param skippedTexts how often a text sat out an epoch, since the model knew it; 0 unless {@link
 *     TrainingConfig#skippedLoss()} asks for it
 * @param halvedPasses how often memory ran out, so that passes were halved; 0 where they fitted
 * @param tokensPerPass tokens of one pass at most in the end, padding included; a single longer text was a pass of its own
 */
public record TrainingSummary(
        int steps,
        int epochs,
        int texts,
        List<Double> stepLosses,
        List<Double> epochLosses,
        double finalLoss,
        double trainSeconds,
        double totalSeconds,
        double sequencesPerSecond,
        boolean stoppedEarly,
        int skippedSteps,
        long skippedTexts,
        int halvedPasses,
        int tokensPerPass) {
    public TrainingSummary {
        stepLosses = List.copyOf(stepLosses);
        epochLosses = List.copyOf(epochLosses);
    }
}
