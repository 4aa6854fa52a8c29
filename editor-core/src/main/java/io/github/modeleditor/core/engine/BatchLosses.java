package io.github.modeleditor.core.engine;

import java.util.List;

/**
 * How a model judged the targets of some batches.
 *
 * @param loss {@code sum_i w_i * -log P(target_i | tokens before it) + sum_s v_s D_s} over all targets i and soft targets s; NaN
 *     or infinite where the arithmetic overflowed, and then the gradient is worthless
 * @param logProbabilities for each batch the log-probability of each target in nats, in the batch's order
 * @param divergences for each batch the divergence D of each soft target in nats, in the batch's order
 */
public record BatchLosses(double loss, List<float[]> logProbabilities, List<double[]> divergences) {
    public BatchLosses {
        divergences = List.copyOf(divergences);
        logProbabilities = List.copyOf(logProbabilities);
    }
}
