package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The operators that rewritten graphs are made of, each as a method that adds one node and names its output. All of them
 * have kernels for the CPU and for CUDA. Axes may be negative.
 *
 * @param builder where nodes are added
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators</a>
 */
public record Operators(GraphBuilder builder) {
    private static final long PAD_WITHOUT_KERNEL = 19;

    /**
     * a + b, broadcast.
     *
     * @param a a value
     * @param b a value
     * @return the sum
     */
    public String add(String a, String b) {
        return builder.emit(Operator.ADD, List.of(a, b));
    }

    /**
     * a - b, broadcast.
     *
     * @param a a value
     * @param b a value
     * @return the difference
     */
    public String subtract(String a, String b) {
        return builder.emit(Operator.SUB, List.of(a, b));
    }

    /**
     * a * b, element by element, broadcast.
     *
     * @param a a value
     * @param b a value
     * @return the product
     */
    public String multiply(String a, String b) {
        return builder.emit(Operator.MUL, List.of(a, b));
    }

    /**
     * a / b, element by element, broadcast.
     *
     * @param a a value
     * @param b a value
     * @return the quotient
     */
    public String divide(String a, String b) {
        return builder.emit(Operator.DIV, List.of(a, b));
    }

    /**
     * One of the operators that take one value and no attribute, such as {@code Neg} or {@code Exp}.
     *
     * @param operator which
     * @param value a value
     * @return what it gives
     */
    public String unary(Operator operator, String value) {
        return builder.emit(operator, List.of(value));
    }

    /**
     * alpha * op(a) op(b), with matrices in the last two axes.
     *
     * @param a a value
     * @param b a value
     * @param transposeA whether the last two axes of a are swapped first
     * @param transposeB whether the last two axes of b are swapped first
     * @param alpha a factor
     * @return the product
     * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">FusedMatMul</a>
     */
    public String matMul(String a, String b, boolean transposeA, boolean transposeB, float alpha) {
        if (!transposeA && !transposeB && alpha == 1) {
            return builder.emit(Operator.MATMUL, List.of(a, b));
        }
        return builder.emit(
                Operator.FUSED_MATMUL,
                List.of(a, b),
                Attributes.integer("transA", transposeA ? 1 : 0),
                Attributes.integer("transB", transposeB ? 1 : 0),
                Attributes.number("alpha", alpha));
    }

    /**
     * The sum over axes.
     *
     * @param value a value
     * @param keepDimensions whether the axes stay, with length 1
     * @param axes which
     * @return the sum
     */
    public String reduceSum(String value, boolean keepDimensions, long... axes) {
        return builder.emit(
                Operator.REDUCE_SUM,
                List.of(value, builder.integers(axes)),
                Attributes.integer("keepdims", keepDimensions ? 1 : 0));
    }

    /**
     * The same elements in another shape.
     *
     * @param value a value
     * @param shape a vector of integers; one may be -1
     * @return the reshaped value
     */
    public String reshape(String value, String shape) {
        return builder.emit(Operator.RESHAPE, List.of(value, shape));
    }

    /**
     * A value's shape at run time.
     *
     * @param value a value
     * @return a vector of integers
     */
    public String shape(String value) {
        return builder.emit(Operator.SHAPE, List.of(value));
    }

    /**
     * Whole numbers, one after the other.
     *
     * @param first a vector of one integer
     * @param end a vector of one integer, one past the last
     * @return a vector of integers
     */
    public String range(String first, String end) {
        return builder.emit(
                Operator.RANGE, List.of(squeeze(first, 0), squeeze(end, 0), squeeze(builder.integers(1), 0)));
    }

    /**
     * A shape that is known no sooner than some values are. To reshape a value to it leaves the value as it is, but makes it wait.
     *
     * <p>What leads there are scalars, and its length is not said: for a value whose number of axes is known before the graph runs
     * ONNX Runtime 1.29 looks through all buffers that are free for one to take, in a time that grows with the square of the
     * number of nodes.
     *
     * @param like a value of as many axes as what is to wait
     * @param values at least one
     * @return a vector of zeros, which stand for the lengths that are there
     */
    public String unchangedShapeAfter(String like, List<String> values) {
        List<String> sizes =
                values.stream().map(value -> unary(Operator.SIZE, value)).toList();
        String largest = sizes.size() == 1 ? sizes.get(0) : builder.emit(Operator.MAX, sizes);
        String zero = multiply(largest, builder.scalar(DataType.INT64, 0));
        return multiply(shape(like), zero);
    }

    /**
     * A value of all zeros. One zero expanded has a CUDA kernel in every version, {@code ConstantOfShape} not from 20 on.
     *
     * @param shape a vector of integers
     * @param type its element type
     * @return the zeros
     */
    public String zeros(String shape, DataType type) {
        return expand(builder.scalar(type, 0), shape);
    }

    /**
     * The same value as another element type.
     *
     * @param value a value
     * @param type the new type
     * @return the value, cast
     */
    public String cast(String value, DataType type) {
        return builder.emit(Operator.CAST, List.of(value), Attributes.integer("to", type.getNumber()));
    }

    /**
     * The axes in another order.
     *
     * @param value a value
     * @param permutation for each new axis the old one
     * @return the transposed value
     */
    public String transpose(String value, long... permutation) {
        return builder.emit(Operator.TRANSPOSE, List.of(value), Attributes.integers("perm", permutation));
    }

    /**
     * A value repeated along axes of length 1.
     *
     * @param value a value
     * @param shape a vector of integers
     * @return the expanded value
     */
    public String expand(String value, String shape) {
        return builder.emit(Operator.EXPAND, List.of(value, shape));
    }

    /**
     * Values side by side.
     *
     * @param axis along which
     * @param values the values, in order
     * @return all of them together
     */
    public String concat(long axis, List<String> values) {
        return values.size() == 1
                ? values.get(0)
                : builder.emit(Operator.CONCAT, values, Attributes.integer("axis", axis));
    }

    /**
     * Elements picked along the first axis.
     *
     * @param value a value
     * @param indices integers
     * @return the picked rows
     */
    public String gather(String value, String indices) {
        return builder.emit(Operator.GATHER, List.of(value, indices), Attributes.integer("axis", 0));
    }

    /**
     * Part of a value.
     *
     * @param value a value
     * @param axis along which axis
     * @param start the first index
     * @param end one past the last
     * @return the part
     */
    public String slice(String value, long axis, long start, long end) {
        return builder.emit(
                Operator.SLICE, List.of(value, builder.integers(start), builder.integers(end), builder.integers(axis)));
    }

    /**
     * A value between zeros. {@code Pad} has no CUDA kernel from version 19 on; zeros are laid beside the value instead.
     *
     * @param value a value
     * @param type its element type
     * @param rank its number of axes
     * @param axis along which axis
     * @param before zeros in front
     * @param after zeros after
     * @return the padded value
     */
    public String pad(String value, DataType type, int rank, int axis, long before, long after) {
        if (builder.opset() < PAD_WITHOUT_KERNEL) {
            List<Long> pads = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
            pads.set(axis, before);
            pads.set(rank + axis, after);
            long[] all = pads.stream().mapToLong(Long::longValue).toArray();
            return builder.emit(Operator.PAD, List.of(value, builder.integers(all)));
        }
        List<String> parts = new ArrayList<>();
        if (before > 0) {
            parts.add(zerosBeside(value, type, rank, axis, before));
        }
        parts.add(value);
        if (after > 0) {
            parts.add(zerosBeside(value, type, rank, axis, after));
        }
        return concat(axis, parts);
    }

    /** Zeros of a value's shape, but for the length along one axis. */
    private String zerosBeside(String value, DataType type, int rank, int axis, long length) {
        List<String> shape = new ArrayList<>();
        if (axis > 0) {
            shape.add(builder.emit(Operator.SHAPE, List.of(value), Attributes.integer("end", axis)));
        }
        shape.add(builder.integers(length));
        if (axis < rank - 1) {
            shape.add(builder.emit(Operator.SHAPE, List.of(value), Attributes.integer("start", axis + 1)));
        }
        return zeros(concat(0, shape), type);
    }

    /**
     * Axes of length 1 added.
     *
     * @param value a value
     * @param axes where they are afterwards
     * @return the value with more axes
     */
    public String unsqueeze(String value, long... axes) {
        return builder.emit(Operator.UNSQUEEZE, List.of(value, builder.integers(axes)));
    }

    /**
     * Axes of length 1 taken away.
     *
     * @param value a value
     * @param axes which
     * @return the value with fewer axes
     */
    public String squeeze(String value, long... axes) {
        return builder.emit(Operator.SQUEEZE, List.of(value, builder.integers(axes)));
    }

    /**
     * An element-wise choice.
     *
     * @param condition booleans
     * @param whenTrue a value
     * @param whenFalse a value
     * @return the chosen elements
     */
    public String where(String condition, String whenTrue, String whenFalse) {
        return builder.emit(Operator.WHERE, List.of(condition, whenTrue, whenFalse));
    }
}
