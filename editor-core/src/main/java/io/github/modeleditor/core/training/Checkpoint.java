package io.github.modeleditor.core.training;

import java.util.function.Supplier;

/**
 * Is asked after each optimizer step whether the state of training is to be kept, and after the last one again where training is
 * cancelled. Called on the thread that trains.
 */
@FunctionalInterface
public interface Checkpoint {
    /**
     * A step is done.
     *
     * @param step its number, from 1; 0 where training is cancelled before the first
     * @param state copies the state when asked, which takes four times the adapter's memory; to be asked before this returns
     */
    void after(int step, Supplier<TrainingState> state);

    /**
     * One that keeps nothing.
     *
     * @return the checkpoint
     */
    static Checkpoint none() {
        return (step, state) -> {};
    }
}
