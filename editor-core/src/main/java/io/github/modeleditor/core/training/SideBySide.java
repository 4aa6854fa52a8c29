package io.github.modeleditor.core.training;

import io.github.modeleditor.api.TrainingConfig;
import io.github.modeleditor.core.example.TrainingExample;
import java.util.List;

/** How many passes of a step run at once, each on a core of its own. */
public final class SideBySide {
    /**
     * Fewer tokens than that are sooner through one after the other, each pass on all cores: whatever its size, a pass reads
     * every weight.
     */
    private static final int FEWEST_TOKENS = 128;

    private SideBySide() {}

    /**
     * As many as there are cores, if steps are large enough for it. What they have in memory together is what one pass of
     * {@link TrainingConfig#tokensPerBatch()} has, so the longest text has to fit into a share of that.
     *
     * @param examples the training texts; at least one
     * @param config texts of a step, and tokens that are in memory at most
     * @param cores passes at once at most; at least 1
     * @return a number from 1 to {@code cores}
     */
    public static int passes(List<TrainingExample> examples, TrainingConfig config, int cores) {
        double mean =
                examples.stream().mapToInt(TrainingExample::length).average().orElseThrow();
        int longest = examples.stream().mapToInt(TrainingExample::length).max().orElseThrow();
        double step = mean * Math.min(examples.size(), config.batchSize());
        int passes = (int) Math.min(cores, step / FEWEST_TOKENS);
        return passes > 1 && longest <= config.tokensPerBatch() / passes ? passes : 1;
    }
}
