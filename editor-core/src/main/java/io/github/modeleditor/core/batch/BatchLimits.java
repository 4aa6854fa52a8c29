package io.github.modeleditor.core.batch;

import io.github.modeleditor.api.config.TrainingConfig;

/**
 * How large a batch may be.
 *
 * @param rows texts at most; at least 1
 * @param tokens tokens at most, padding included; a single longer text is a batch of its own; at least 1
 */
public record BatchLimits(int rows, int tokens) {
    public BatchLimits {
        if (rows < 1 || tokens < 1) {
            throw new IllegalArgumentException("a batch of " + rows + " rows and " + tokens + " tokens holds nothing");
        }
    }

    /**
     * The limits of a training configuration. A scoring pass keeps within them too: it needs less memory than a gradient.
     *
     * @param config batch size and token budget
     * @return the limits
     */
    public static BatchLimits of(TrainingConfig config) {
        return new BatchLimits(config.batches().batchSize(), config.batches().tokensPerPass());
    }
}
