package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.core.engine.LoraTarget;
import io.github.modeleditor.onnx.ir.ElementTypes;
import io.github.modeleditor.onnx.ir.HalfFloats;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * What an adapter adds to one matrix, {@code W + factor A B}, row by row. Each element of the product is summed in double
 * and added to W before the one rounding to W's type, to the nearest, ties to even.
 */
final class WeightDelta {
    private final LoraTarget target;
    private final float[] values;
    private final double factor;
    private final boolean transposed;

    /**
     * A delta.
     *
     * @param target whose A and B
     * @param values where they lie
     * @param factor what is in front of their product
     * @param transposed whether W lies as [outputs, inputs], not as [inputs, outputs]
     */
    WeightDelta(LoraTarget target, float[] values, double factor, boolean transposed) {
        this.target = target;
        this.values = values;
        this.factor = factor;
        this.transposed = transposed;
    }

    int rows() {
        return transposed ? target.outputs() : target.inputs();
    }

    int columns() {
        return transposed ? target.inputs() : target.outputs();
    }

    /**
     * Changes some whole rows in place.
     *
     * @param block the rows' bytes, little-endian
     * @param type the type of their elements
     * @param firstRow which row comes first
     */
    void addTo(ByteBuffer block, DataType type, int firstRow) {
        int rowBytes = Math.toIntExact(ElementTypes.bytes(type, columns()));
        IntStream.range(0, block.remaining() / rowBytes).parallel().forEach(row -> {
            double[] sums = new double[columns()];
            product(firstRow + row, sums);
            for (int column = 0; column < sums.length; column++) {
                add(block, type, row * rowBytes, column, factor * sums[column]);
            }
        });
    }

    /** A row of A B, or of its transpose. */
    private void product(int row, double[] sums) {
        int rank = target.rank();
        int outputs = target.outputs();
        for (int k = 0; k < rank; k++) {
            if (transposed) {
                double b = values[target.offsetOfB() + k * outputs + row];
                for (int input = 0; input < sums.length; input++) {
                    sums[input] += b * values[target.offset() + input * rank + k];
                }
            } else {
                double a = values[target.offset() + row * rank + k];
                for (int output = 0; output < sums.length; output++) {
                    sums[output] += a * values[target.offsetOfB() + k * outputs + output];
                }
            }
        }
    }

    private static void add(ByteBuffer block, DataType type, int row, int column, double delta) {
        switch (type) {
            case FLOAT -> {
                int at = row + column * Float.BYTES;
                block.putFloat(at, (float) (block.getFloat(at) + delta));
            }
            case DOUBLE -> {
                int at = row + column * Double.BYTES;
                block.putDouble(at, block.getDouble(at) + delta);
            }
            case FLOAT16 -> {
                int at = row + column * Short.BYTES;
                float sum = (float) (HalfFloats.fromFloat16(block.getShort(at)) + delta);
                block.putShort(at, HalfFloats.toFloat16(sum));
            }
            case BFLOAT16 -> {
                int at = row + column * Short.BYTES;
                float sum = (float) (HalfFloats.fromBfloat16(block.getShort(at)) + delta);
                block.putShort(at, HalfFloats.toBfloat16(sum));
            }
            default -> throw new IllegalArgumentException("no weight of type " + type);
        }
    }
}
