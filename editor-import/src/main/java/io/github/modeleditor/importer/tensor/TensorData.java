package io.github.modeleditor.importer.tensor;

import java.util.List;
import java.util.Optional;

/**
 * The numbers of a tensor as a checkpoint has them, read a part at a time; opening one reads nothing. What a checkpoint stores in fewer bits
 * is widened to the float that its format says, exactly. Immutable and thread-safe.
 */
public interface TensorData {
    /**
     * The lengths of its axes.
     *
     * @return as PyTorch has them, the last one running fastest; empty for a scalar
     */
    List<Long> shape();

    /**
     * What it is stored as.
     *
     * @return the format's name for it, such as {@code BF16} or {@code Q4_1}, for people
     */
    String type();

    /**
     * Reads elements that lie one after the other.
     *
     * @param from the first of them, counted row by row from 0
     * @param count how many
     * @param target where to
     * @param offset where the first of them goes in the target
     */
    void read(long from, int count, float[] target, int offset);

    /**
     * The numbers as they are stored, where these are of few bits that ONNX Runtime multiplies with.
     *
     * @return the matrix; empty where there is none, or it is of other bits
     */
    default Optional<FewBits> fewBits() {
        return Optional.empty();
    }

    /**
     * How many elements there are.
     *
     * @return the product of the lengths
     */
    default long elements() {
        return shape().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /**
     * The length of the last axis.
     *
     * @return 1 for a scalar
     */
    default int width() {
        return shape().isEmpty() ? 1 : Math.toIntExact(shape().get(shape().size() - 1));
    }
}
