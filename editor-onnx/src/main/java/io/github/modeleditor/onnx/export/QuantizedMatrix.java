package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.primitives.Ints;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Weight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The frozen weight of a {@code MatMulNBits}: unsigned integers q of 4 or 8 bits, [outputs, inputs] in blocks along the
 * inputs, and for each block b a scale s and a zero point z, so
 *
 * <pre>
 *   W[input, output] = (q[output, input] - z[output, b]) s[output, b],   b = input / blockSize
 * </pre>
 *
 * <p>Integers of 4 bits lie two to a byte, the first in the lower half; the last block is as long as the others. Zero points
 * are packed in the same way, row by row, or are numbers of the scales' type; where there are none, z = 2^(bits - 1).
 *
 * @param inputs the width of what is multiplied
 * @param outputs the width of the product
 * @param bits of an integer, 4 or 8
 * @param blockSize inputs of one scale
 * @param values the integers
 * @param scales their type is that of the product
 * @param zeroPoints unsigned integers as well, or of the type of the scales, or null
 * @param folder where files of weights lie
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">MatMulNBits</a>
 */
record QuantizedMatrix(
        int inputs,
        int outputs,
        int bits,
        int blockSize,
        TensorProto values,
        TensorProto scales,
        @Nullable TensorProto zeroPoints,
        Path folder) {
    /** The operator that has such a weight. */
    static final Operator OPERATOR = Operator.MATMUL_N_BITS;

    private static final int ORDER = 4;

    /**
     * The weight of a product.
     *
     * @param graph the model as it was read
     * @param product any node
     * @return its weight; empty where it is none of {@link #OPERATOR}, or of a form that is not told of here
     */
    static Optional<QuantizedMatrix> of(Graph graph, Node product) {
        if (!product.is(OPERATOR)) {
            return Optional.empty();
        }
        Weight values = graph.weights().get(product.input(1));
        Weight scales = graph.weights().get(product.input(2));
        Weight zeroPoints = product.hasInput(3) ? graph.weights().get(product.input(3)) : null;
        int bits = Ints.checkedCast(product.integer("bits", 4));
        boolean known = (bits == 4 || bits == 8)
                && !product.hasInput(ORDER)
                && (product.hasInput(3) == (zeroPoints != null))
                && (zeroPoints == null
                        || zeroPoints.type() == DataType.UINT8
                        || (scales != null && zeroPoints.type() == scales.type()));
        if (!known || values == null || scales == null) {
            return Optional.empty();
        }
        return Optional.of(new QuantizedMatrix(
                Ints.checkedCast(product.integer("K", 0)),
                Ints.checkedCast(product.integer("N", 0)),
                bits,
                Ints.checkedCast(product.integer("block_size", 0)),
                values.toProto(),
                scales.toProto(),
                zeroPoints == null ? null : zeroPoints.toProto(),
                graph.folder()));
    }

    DataType type() {
        return ElementTypes.of(scales.getDataType());
    }

    boolean hasIntegerZeroPoints() {
        return zeroPoints == null || zeroPoints.getDataType() == DataType.UINT8.getNumber();
    }

    int blocks() {
        return (inputs + blockSize - 1) / blockSize;
    }

    /** The names of the tensors that it is made of. */
    Stream<String> tensors() {
        return Stream.of(values, scales, zeroPoints).flatMap(Stream::ofNullable).map(TensorProto::getName);
    }

    /**
     * Makes the weight readable.
     *
     * @return what reads it
     * @throws IOException if a file of it cannot be mapped
     */
    Reader open() throws IOException {
        return new Reader(
                this,
                TensorBytes.of(values, folder),
                TensorBytes.of(scales, folder),
                zeroPoints == null ? null : TensorBytes.of(zeroPoints, folder));
    }

    /** Reads the weight one block of inputs at a time. */
    static final class Reader {
        private final QuantizedMatrix matrix;
        private final ByteBuffer values;
        private final ByteBuffer scales;
        private final @Nullable ByteBuffer zeroPoints;
        private final double[] scale;
        private final double[] zero;
        private int block;

        private Reader(QuantizedMatrix matrix, ByteBuffer values, ByteBuffer scales, @Nullable ByteBuffer zeroPoints) {
            this.matrix = matrix;
            this.values = values;
            this.scales = scales;
            this.zeroPoints = zeroPoints;
            scale = new double[matrix.outputs];
            zero = new double[matrix.outputs];
        }

        /**
         * Turns to a block.
         *
         * @param next counted from 0
         */
        void turnTo(int next) {
            block = next;
            int width = Ints.checkedCast(ElementTypes.bytes(matrix.type(), 1));
            int rowOfZeroPoints = (matrix.blocks() * matrix.bits + 7) / 8;
            double[] one = new double[1];
            for (int output = 0; output < matrix.outputs; output++) {
                FloatRow.read(scales, matrix.type(), (output * matrix.blocks() + block) * width, one);
                scale[output] = one[0];
                if (zeroPoints == null) {
                    zero[output] = 1 << (matrix.bits - 1);
                } else if (matrix.hasIntegerZeroPoints()) {
                    zero[output] = integer(zeroPoints, output * rowOfZeroPoints, block);
                } else {
                    FloatRow.read(zeroPoints, matrix.type(), (output * matrix.blocks() + block) * width, one);
                    zero[output] = one[0];
                }
            }
        }

        /**
         * Reads what one input of the block is multiplied by. Several threads may read at once.
         *
         * @param place which input, counted from the first of the block
         * @param weights where to, one for each output; exact
         */
        void read(int place, double[] weights) {
            int blockBytes = matrix.blockSize * matrix.bits / 8;
            for (int output = 0; output < weights.length; output++) {
                int first = (output * matrix.blocks() + block) * blockBytes;
                weights[output] = (integer(values, first, place) - zero[output]) * scale[output];
            }
        }

        private int integer(ByteBuffer packed, int first, int place) {
            if (matrix.bits == 8) {
                return Byte.toUnsignedInt(packed.get(first + place));
            }
            int both = packed.get(first + place / 2);
            return (place % 2 == 0 ? both : both >> 4) & 0xf;
        }
    }
}
