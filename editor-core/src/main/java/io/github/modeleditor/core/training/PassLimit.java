package io.github.modeleditor.core.training;

import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.core.batch.Passes;
import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.tokens.TrainingExample;

/** How many tokens a pass may have. It falls when memory runs out, and does not rise again. */
final class PassLimit {
    private Passes passes;
    private int halvings;

    /**
     * A limit that was never halved.
     *
     * @param passes how a step is cut at first
     */
    PassLimit(Passes passes) {
        this.passes = passes;
    }

    /** A limit as it was kept. */
    PassLimit(Passes passes, TrainingState.Texts kept) {
        this(passes.withTokens(kept.tokensPerPass()));
        halvings = kept.halvings();
    }

    /** How a step is cut from now on. */
    Passes passes() {
        return passes;
    }

    int tokens() {
        return passes.tokens();
    }

    int halvings() {
        return halvings;
    }

    /** A step in passes within the limit: as they were where they fit, cut anew where one does not. */
    Step within(Step step) {
        return largest(step) <= passes.tokens() ? step : passes.of(step.examples());
    }

    /**
     * Half of the largest pass that memory did not suffice for. Passes of one text are left aside, since they cannot become
     * smaller.
     *
     * @param step the one that failed
     * @param failure how
     * @throws DeviceMemoryException if every pass is a single text
     */
    void halve(Step step, DeviceMemoryException failure) {
        int largest = largest(step);
        if (largest == 0) {
            int longest = step.examples().stream()
                    .mapToInt(TrainingExample::length)
                    .max()
                    .orElseThrow();
            throw new DeviceMemoryException(
                    "There is no memory for a training pass of a single text; the longest of the step has " + longest
                            + " tokens. Use shorter texts, a smaller rank, fewer target modules, or a device with more"
                            + " memory. " + failure.getMessage(),
                    failure);
        }
        passes = passes.withTokens(Math.max(1, largest / 2));
        halvings++;
    }

    /** The tokens of the largest pass of several texts, padding included; 0 where there is none. */
    private int largest(Step step) {
        return step.passes().stream()
                .filter(pass -> pass.size() > 1)
                .mapToInt(passes::tokensOf)
                .max()
                .orElse(0);
    }
}
