package io.github.modeleditor.core.engine;

import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.api.error.DeviceMemoryException;
import java.util.List;

/** Computes the loss of a batch and its gradient with respect to the LoRA weights. Not thread-safe. */
public interface Gradients extends AutoCloseable {
    /**
     * A forward and a backward pass for each batch.
     *
     * <p>The loss is a sum of two terms: the weighted negative log-likelihood of the batches' targets, {@code sum_i w_i * -log
     * P(target_i | tokens before it)}, and the weighted divergence from what is given at the soft targets, {@code sum_s v_s D_s}.
     *
     * @param batches rows with at least one target or soft target each
     * @param weights the point at which the gradient is taken
     * @param gradient what the gradient is added to, laid out as {@link LoraWeights#values()}
     * @return the loss, and what it is made of
     * @throws DeviceMemoryException if memory does not suffice for one of the batches; then {@code gradient} is worthless
     * @throws DeviceException if the device fails otherwise
     */
    BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient);

    /**
     * Whether several texts may lie in one row of a batch, as {@link TokenBatch#starts()} says.
     *
     * @return false where each needs a row of its own
     */
    default boolean packsTexts() {
        return false;
    }

    /**
     * Into how many passes a step is best cut at least, since as many are computed beside one another, such as on other machines.
     *
     * @return 1 or more; 1 where one pass follows the other
     */
    default int concurrentPasses() {
        return 1;
    }

    /** Frees the gradient graph. A second call does nothing. */
    @Override
    void close();
}
