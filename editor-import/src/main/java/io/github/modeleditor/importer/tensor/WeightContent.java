package io.github.modeleditor.importer.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a weight as an ONNX model has them, made while they are written. */
@FunctionalInterface
public interface WeightContent {
    /**
     * Writes all of them.
     *
     * @param out where to
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;

    /**
     * The numbers of a tensor in single precision.
     *
     * @param tensor any
     * @return its elements in their order
     */
    static WeightContent floats(TensorData tensor) {
        return out -> {
            float[] part = new float[Panels.FLOATS];
            byte[] bytes = new byte[Panels.FLOATS * Float.BYTES];
            long elements = tensor.elements();
            for (long from = 0; from < elements; from += part.length) {
                int count = (int) Math.min(part.length, elements - from);
                tensor.read(from, count, part, 0);
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .put(part, 0, count);
                out.write(bytes, 0, count * Float.BYTES);
            }
        };
    }

    /**
     * The numbers of a matrix in single precision, columns for rows: products in ONNX take [inputs, outputs], and PyTorch stores
     * [outputs, inputs].
     *
     * @param matrix of two axes
     * @return the elements of its transpose
     */
    static WeightContent transposed(TensorData matrix) {
        return new Panels(matrix);
    }
}
