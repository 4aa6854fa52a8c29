package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a value before any real run.
 *
 * @param type its element type
 * @param dimensions its shape; {@link #DYNAMIC} where a length depends on batch or sequence
 * @param integers its elements, where they are few integers that do not depend on what is fed
 */
public record ValueType(DataType type, List<Long> dimensions, Optional<List<Long>> integers) {
    /** The length of a dimension that depends on what is fed. */
    public static final long DYNAMIC = -1;

    public ValueType {
        dimensions = List.copyOf(dimensions);
        integers = integers.map(List::copyOf);
    }

    /**
     * The number of axes.
     *
     * @return 0 for a scalar
     */
    public int rank() {
        return dimensions.size();
    }

    /**
     * An axis counted from the front.
     *
     * @param axis which; negative ones count from the back
     * @return 0 to rank - 1
     */
    public int axis(long axis) {
        return (int) (axis < 0 ? axis + rank() : axis);
    }
}
