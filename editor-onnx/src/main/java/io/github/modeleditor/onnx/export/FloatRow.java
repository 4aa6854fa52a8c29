package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.HalfFloats;
import java.nio.ByteBuffer;

/** Numbers of a floating-point type that lie one after the other, in double and back with one rounding to the nearest. */
final class FloatRow {
    private FloatRow() {}

    /**
     * Reads numbers.
     *
     * @param bytes where they lie, in the buffer's own byte order
     * @param type their type
     * @param offset the first byte
     * @param values where to; as many as it holds are read
     */
    static void read(ByteBuffer bytes, DataType type, int offset, double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case FLOAT -> bytes.getFloat(offset + i * Float.BYTES);
                case DOUBLE -> bytes.getDouble(offset + i * Double.BYTES);
                case FLOAT16 -> HalfFloats.fromFloat16(bytes.getShort(offset + i * Short.BYTES));
                case BFLOAT16 -> HalfFloats.fromBfloat16(bytes.getShort(offset + i * Short.BYTES));
                default -> throw new IllegalArgumentException("no weight of type " + type);
            };
        }
    }

    /**
     * Writes numbers.
     *
     * @param values the numbers
     * @param bytes where to, in the buffer's own byte order
     * @param type the type they get
     * @param offset the first byte
     */
    static void write(double[] values, ByteBuffer bytes, DataType type, int offset) {
        for (int i = 0; i < values.length; i++) {
            switch (type) {
                case FLOAT -> bytes.putFloat(offset + i * Float.BYTES, (float) values[i]);
                case DOUBLE -> bytes.putDouble(offset + i * Double.BYTES, values[i]);
                case FLOAT16 -> bytes.putShort(offset + i * Short.BYTES, HalfFloats.toFloat16((float) values[i]));
                case BFLOAT16 -> bytes.putShort(offset + i * Short.BYTES, HalfFloats.toBfloat16((float) values[i]));
                default -> throw new IllegalArgumentException("no weight of type " + type);
            }
        }
    }
}
