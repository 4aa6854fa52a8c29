package io.github.modeleditor.core.training;

import io.github.modeleditor.core.batch.Step;
import java.util.List;

/** One epoch under way: the steps it has, how far it is, and its losses. Not thread-safe. */
final class EpochRun {
    private final List<Step> remaining;
    private final int doneBefore;
    private int done;
    private double loss;
    private long targets;

    /** One that begins. */
    EpochRun(List<Step> steps) {
        remaining = steps;
        doneBefore = 0;
    }

    /** One that goes on. */
    EpochRun(TrainingState.Epoch kept, List<Step> remaining) {
        this.remaining = remaining;
        doneBefore = kept.done();
        done = kept.done();
        loss = kept.loss();
        targets = kept.targets();
    }

    boolean isBegun() {
        return done > 0;
    }

    boolean isWhole() {
        return done == size();
    }

    private int size() {
        return doneBefore + remaining.size();
    }

    /** How many of some steps are done where as many make a whole epoch. */
    double doneOf(int stepsOfWholeEpoch) {
        return (double) stepsOfWholeEpoch * done / size();
    }

    Step next() {
        return remaining.get(done - doneBefore);
    }

    /** A step is done. One that was skipped has a loss to tell too, unless it is the loss that overflowed. */
    void add(Optimization.Slope slope) {
        if (Double.isFinite(slope.loss())) {
            loss += slope.loss() * slope.targets();
            targets += slope.targets();
        }
        done++;
    }

    /** Nats a target token, the divergences of the same steps included. */
    double meanLoss() {
        return loss / targets;
    }

    TrainingState.Epoch state(int number, TextPlaces places) {
        return new TrainingState.Epoch(
                number, done, places.of(remaining.subList(done - doneBefore, remaining.size())), loss, targets);
    }
}
