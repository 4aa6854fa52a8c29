package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of a product with a frozen weight that is kept as 4- or 8-bit integers, {@code MatMulNBits}: y = x W^T + c,
 * with W of shape [N, K] in blocks along K, so
 *
 * <pre>
 *   dX = dY W
 * </pre>
 *
 * <p>W becomes floats for this one product. {@code GatherBlockQuantized} does that: it reads the same bytes, row by row, and
 * here all rows are picked. Their indices hang on the batch, since ONNX Runtime would otherwise find a constant, and keep the
 * floats of every weight.
 */
final class QuantizedProduct {
    private QuantizedProduct() {}

    static Gradient gradient(Backward b) {
        long bits = b.node().integer("bits", 4);
        if (b.node().hasInput(4) || (bits != 4 && bits != 8)) {
            throw b.unsupported("is known for 4 and 8 bits and weights in order only");
        }
        return b.likeInput(0, b.operators().matMul(b.dY(), weight(b, bits), false, false, 1));
    }

    private static String weight(Backward b, long bits) {
        Operators ops = b.operators();
        GraphBuilder builder = ops.builder();
        long rows = b.node().integer("N", 0);
        long columns = b.node().integer("K", 0);
        long block = b.node().integer("block_size", 0);
        long blocks = (columns + block - 1) / block;
        List<String> operands = new ArrayList<>();
        operands.add(ops.reshape(b.x(1), builder.integers(rows, blocks * block * bits / 8)));
        operands.add(everyRow(b, rows));
        operands.add(ops.reshape(b.x(2), builder.integers(rows, blocks)));
        boolean moves = b.node().hasInput(3) && b.type(b.x(3)).type() != DataType.UINT8;
        if (b.node().hasInput(3) && !moves) {
            operands.add(ops.reshape(b.x(3), builder.integers(rows, (blocks * bits + 7) / 8)));
        }
        String padded = builder.emit(
                Operator.GATHER_BLOCK_QUANTIZED,
                operands,
                Attributes.integer("bits", bits),
                Attributes.integer("block_size", block),
                Attributes.integer("gather_axis", 0),
                Attributes.integer("quantize_axis", 1));
        if (moves) {
            padded = moved(b, padded, rows, blocks, block, bits);
        }
        return columns == blocks * block ? padded : ops.slice(padded, 1, 0, columns);
    }

    /** s (q - h) becomes s (q - z): zero points that are floats are none of the operator's, which takes h, half of all, for them. */
    private static String moved(Backward b, String weight, long rows, long blocks, long block, long bits) {
        Operators ops = b.operators();
        GraphBuilder builder = ops.builder();
        String zero = ops.reshape(b.x(3), builder.integers(rows, blocks, 1));
        String scale = ops.reshape(b.x(2), builder.integers(rows, blocks, 1));
        String move = ops.multiply(scale, ops.subtract(b.scalar(Math.scalb(1.0, (int) bits - 1)), zero));
        String moved = ops.add(ops.reshape(weight, builder.integers(rows, blocks, block)), move);
        return ops.reshape(moved, builder.integers(rows, blocks * block));
    }

    /** 0 to rows - 1, as a function of the batch that always gives the same. */
    private static String everyRow(Backward b, long rows) {
        Operators ops = b.operators();
        String length = ops.slice(ops.shape(b.dY()), 0, 0, 1);
        String zero = ops.multiply(length, ops.builder().integers(0));
        return ops.range(zero, ops.builder().integers(rows));
    }
}
