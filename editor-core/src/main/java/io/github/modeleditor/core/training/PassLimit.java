package io.github.modeleditor.core.training;

import io.github.modeleditor.api.error.DeviceMemoryException;
import io.github.modeleditor.core.batch.EpochSteps;
import io.github.modeleditor.core.example.TrainingExample;
import java.util.List;

/** How many tokens a pass may have. It falls when memory runs out, and does not rise again. */
final class PassLimit {
    private int tokens;
    private int halvings;

    /**
     * A limit that was never halved.
     *
     * @param tokens tokens of a pass at most, padding included; at least 1
     */
    PassLimit(int tokens) {
        this.tokens = tokens;
    }

    int tokens() {
        return tokens;
    }

    int halvings() {
        return halvings;
    }

    /** A step in passes within the limit: as they were where they fit, cut anew where one does not. */
    List<List<TrainingExample>> within(List<List<TrainingExample>> passes) {
        return largest(passes) <= tokens
                ? passes
                : EpochSteps.passes(passes.stream().flatMap(List::stream).toList(), TrainingExample::length, tokens);
    }

    /**
     * Half of the largest pass that memory did not suffice for. Passes of one text are left aside, since they cannot become
     * smaller.
     *
     * @param passes the step that failed
     * @param failure how
     * @throws DeviceMemoryException if every pass is a single text
     */
    void halve(List<List<TrainingExample>> passes, DeviceMemoryException failure) {
        int largest = largest(passes);
        if (largest == 0) {
            int longest = passes.stream()
                    .flatMap(List::stream)
                    .mapToInt(TrainingExample::length)
                    .max()
                    .orElseThrow();
            throw new DeviceMemoryException(
                    "There is no memory for a training pass of a single text; the longest of the step has " + longest
                            + " tokens. Use shorter texts, a smaller rank, fewer target modules, or a device with more"
                            + " memory. " + failure.getMessage(),
                    failure);
        }
        tokens = Math.max(1, largest / 2);
        halvings++;
    }

    /** The tokens of the largest pass of several texts, padding included; 0 where there is none. */
    private static int largest(List<List<TrainingExample>> passes) {
        return passes.stream()
                .filter(pass -> pass.size() > 1)
                .mapToInt(pass -> pass.size()
                        * pass.stream().mapToInt(TrainingExample::length).max().orElseThrow())
                .max()
                .orElse(0);
    }
}
