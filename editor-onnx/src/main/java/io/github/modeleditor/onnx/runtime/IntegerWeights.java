package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import com.google.common.primitives.Ints;
import io.github.modeleditor.graph.lower.IntegerMatrix;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Frozen matrices rounded to 8-bit integers, column by column, and their scales. Not thread-safe. */
final class IntegerWeights implements AutoCloseable {
    private static final float LARGEST = 127;

    private static final float SHIFT = 0x1.8p23f;

    /** Rows that are turned into columns together, so that a column is written in stretches of that many bytes. */
    private static final int BLOCK = 64;

    private final Map<IntegerMatrix, Rounded> made = new HashMap<>();

    /** op(W) in bytes, row by row, and the scale of each column. */
    private record Rounded(OnnxTensor values, OnnxTensor scales) {}

    /**
     * The matrices that a graph needs; those that no graph needed before are made, on all cores.
     *
     * @param matrices what a graph is to be fed
     * @param floats from the name of a weight to its elements
     * @return tensors by the names of the graph's inputs
     */
    Map<String, OnnxTensor> of(Set<IntegerMatrix> matrices, Function<String, FloatBuffer> floats) {
        List<IntegerMatrix> missing =
                matrices.stream().filter(matrix -> !made.containsKey(matrix)).toList();
        List<Rounded> rounded = missing.parallelStream()
                .map(matrix -> round(matrix, floats.apply(matrix.weight())))
                .toList();
        for (int i = 0; i < missing.size(); i++) {
            made.put(missing.get(i), rounded.get(i));
        }
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (IntegerMatrix matrix : matrices) {
            Rounded tensor = Objects.requireNonNull(made.get(matrix));
            tensors.put(matrix.values(), tensor.values());
            tensors.put(matrix.scales(), tensor.scales());
        }
        return tensors;
    }

    private static Rounded round(IntegerMatrix matrix, FloatBuffer weight) {
        int rows = Ints.checkedCast(matrix.rows());
        int columns = Ints.checkedCast(matrix.columns());
        ByteBuffer values = OrtCalls.call("make a buffer", () -> ByteBuffer.allocateDirect(rows * columns));
        FloatBuffer scales = Buffers.floats(columns);
        if (matrix.transposed()) {
            roundRows(weight, columns, rows, matrix.bytes().zero(), values, scales);
        } else {
            roundColumns(weight, rows, columns, matrix.bytes().zero(), values, scales);
        }
        long[] shape = {rows, columns};
        OnnxJavaType type = TensorTypes.toJava(matrix.bytes().type());
        OnnxTensor integers =
                OrtCalls.call("make a tensor", () -> OnnxTensor.createTensor(Environment.get(), values, shape, type));
        return new Rounded(integers, Buffers.tensor(scales, columns));
    }

    /** Q of W itself: the scale of a column is known when all rows have been seen. */
    private static void roundColumns(
            FloatBuffer weight, int rows, int columns, int zero, ByteBuffer values, FloatBuffer scales) {
        float[] row = new float[columns];
        float[] largest = new float[columns];
        for (int i = 0; i < rows; i++) {
            weight.get(i * columns, row);
            for (int j = 0; j < columns; j++) {
                largest[j] = Math.max(largest[j], Math.abs(row[j]));
            }
        }
        float[] inverse = new float[columns];
        for (int j = 0; j < columns; j++) {
            scales.put(j, largest[j] / LARGEST);
            inverse[j] = inverse(largest[j]);
        }
        byte[] rounded = new byte[columns];
        for (int i = 0; i < rows; i++) {
            weight.get(i * columns, row);
            for (int j = 0; j < columns; j++) {
                rounded[j] = whole(row[j] * inverse[j], zero);
            }
            values.put(i * columns, rounded);
        }
    }

    /** Q of W transposed: a row of W becomes a column, and has one scale. */
    private static void roundRows(
            FloatBuffer weight, int count, int width, int zero, ByteBuffer values, FloatBuffer scales) {
        float[] row = new float[width];
        byte[] block = new byte[BLOCK * width];
        for (int start = 0; start < count; start += BLOCK) {
            int together = Math.min(BLOCK, count - start);
            for (int i = 0; i < together; i++) {
                weight.get((start + i) * width, row);
                float largest = 0;
                for (float element : row) {
                    largest = Math.max(largest, Math.abs(element));
                }
                scales.put(start + i, largest / LARGEST);
                float inverse = inverse(largest);
                for (int j = 0; j < width; j++) {
                    block[j * BLOCK + i] = whole(row[j] * inverse, zero);
                }
            }
            for (int j = 0; j < width; j++) {
                values.put(j * count + start, block, j * BLOCK, together);
            }
        }
    }

    /** The nearest whole number, and zero's byte added: of a sum with 1.5 * 2^23 no more is left. Unlike {@code Math.round} this becomes vector code. */
    private static byte whole(float value, int zero) {
        return (byte) (value + SHIFT - SHIFT + zero);
    }

    /** What brings the largest magnitude to 127; zeros stay zeros. */
    private static float inverse(float largest) {
        return largest == 0 ? 0 : LARGEST / largest;
    }

    @Override
    public void close() {
        for (Rounded tensor : made.values()) {
            tensor.values().close();
            tensor.scales().close();
        }
        made.clear();
    }
}
