package io.github.modeleditor.core.engine;

import java.util.List;

/**
 * How a model judged the targets of some batches.
 *
 * @param loss {@code sum_i w_i * -log P(target_i | tokens before it)} over all of them; NaN or infinite where the arithmetic
 *     overflowed, and then the gradient is worthless
 * @param logProbabilities for each batch the log-probability of each target in nats, in the batch's order
 */
public record BatchLosses(double loss, List<float[]> logProbabilities) {
    public BatchLosses {
        logProbabilities = List.copyOf(logProbabilities);
    }
}
