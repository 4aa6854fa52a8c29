package io.github.modeleditor.core.training;

import io.github.modeleditor.core.engine.LoraWeights;
import java.util.List;

/**
 * What training gave, and what it took.
 *
 * @param weights the weights after the last step
 * @param steps optimizer steps done, those that were skipped included
 * @param stepLosses the loss of each step that was not skipped, in nats a target token, taken before it
 * @param epochLosses for each epoch begun the mean loss over its target tokens, in nats, each taken before its step
 * @param texts texts trained, counted as often as they were seen
 * @param seconds wall-clock seconds of optimizer steps, scoring left out
 * @param stoppedEarly whether every fact was learned before the steps were over
 * @param skippedSteps how many steps changed nothing, since loss or gradient overflowed
 * @param skippedTexts how often a text sat out an epoch, since the model knew it
 * @param halvedPasses how often memory ran out, so that passes were halved
 * @param tokensPerPass tokens of one pass at most in the end; a single longer text was a pass of its own
 */
public record TrainingResult(
        LoraWeights weights,
        int steps,
        List<Double> stepLosses,
        List<Double> epochLosses,
        long texts,
        double seconds,
        boolean stoppedEarly,
        int skippedSteps,
        long skippedTexts,
        int halvedPasses,
        int tokensPerPass) {
    public TrainingResult {
        stepLosses = List.copyOf(stepLosses);
        epochLosses = List.copyOf(epochLosses);
    }

    /**
     * The mean loss of the last epoch.
     *
     * @return nats a target token
     */
    public double finalLoss() {
        return epochLosses.get(epochLosses.size() - 1);
    }
}
