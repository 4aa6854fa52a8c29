package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.graph.ir.ElementTypes;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * What an adapter adds to one matrix, {@code W + factor A B}, row by row. Each element of the product is summed in double
 * and added to W before the one rounding to W's type, to the nearest, ties to even.
 */
final class WeightDelta {
    private final TargetModule module;
    private final float[] values;
    private final double factor;
    private final boolean transposed;

    /**
     * A delta.
     *
     * @param module whose A and B
     * @param values where they lie
     * @param factor what is in front of their product
     * @param transposed whether W lies as [outputs, inputs], not as [inputs, outputs]
     */
    WeightDelta(TargetModule module, float[] values, double factor, boolean transposed) {
        this.module = module;
        this.values = values;
        this.factor = factor;
        this.transposed = transposed;
    }

    int rows() {
        return transposed ? module.outputs() : module.inputs();
    }

    int columns() {
        return transposed ? module.inputs() : module.outputs();
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
            FloatRow.read(block, type, row * rowBytes, sums);
            addTo(sums, firstRow + row);
            FloatRow.write(sums, block, type, row * rowBytes);
        });
    }

    /**
     * Adds a row of {@code factor A B}, or of its transpose.
     *
     * @param row which of them
     * @param sums what it is added to, one for each column
     */
    void addTo(double[] sums, int row) {
        int rank = module.rank();
        int outputs = module.outputs();
        for (int k = 0; k < rank; k++) {
            if (transposed) {
                double b = factor * values[module.offsetOfB() + k * outputs + row];
                for (int input = 0; input < sums.length; input++) {
                    sums[input] += b * values[module.offset() + input * rank + k];
                }
            } else {
                double a = factor * values[module.offset() + row * rank + k];
                for (int output = 0; output < sums.length; output++) {
                    sums[output] += a * values[module.offsetOfB() + k * outputs + output];
                }
            }
        }
    }
}
