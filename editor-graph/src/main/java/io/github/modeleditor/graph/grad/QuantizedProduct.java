package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * The gradient of a product with a frozen weight that is kept as 4- or 8-bit integers, {@code MatMulNBits}: y = x W^T + c,
 * with W of shape [N, K] in blocks along K, so
 *
 * <pre>
 *   dX = dY W
 * </pre>
 *
 * <p>W becomes floats for this one product, a part of its rows after the other where it has as many as a vocabulary.
 * {@code GatherBlockQuantized} does that: it reads the same bytes, row by row, and here all rows of a part are picked. Their indices and
 * the shapes of what they are picked from hang on the batch, since ONNX Runtime would otherwise find constants, and keep the floats of
 * every weight, or its bytes once more.
 */
final class QuantizedProduct {
    /** More than other modules than a head have, and with 2,048 columns 128 MB of floats. */
    private static final long ROWS_OF_PART = 1L << 14;

    private final Backward backward;
    private final Operators operators;
    private final GraphBuilder builder;
    private final long bits;
    private final long rows;
    private final long columns;
    private final long block;
    private final long blocks;

    /** A vector of one integer, a function of the batch that is always 0. */
    private final String none;

    private final String numbers;
    private final String scales;
    private final Optional<String> wholeZeroPoints;

    /** What zero points that are floats add to each block, [N, blocks, 1]. */
    private final Optional<String> move;

    private QuantizedProduct(Backward b, long bits) {
        backward = b;
        operators = b.operators();
        builder = operators.builder();
        this.bits = bits;
        rows = b.node().integer("N", 0);
        columns = b.node().integer("K", 0);
        block = b.node().integer("block_size", 0);
        blocks = (columns + block - 1) / block;
        none = operators.multiply(operators.slice(operators.shape(b.dY()), 0, 0, 1), builder.integers(0));
        boolean whole = b.node().hasInput(3) && b.type(b.x(3)).type() == DataType.UINT8;
        // With whole zero points ONNX Runtime 1.29 compares shapes before the graph runs, and refuses unknown ones.
        UnaryOperator<String> laidOut = whole ? shape -> shape : shape -> operators.add(shape, none);
        numbers = operators.reshape(b.x(1), laidOut.apply(builder.integers(rows, blocks * block * bits / 8)));
        scales = operators.reshape(b.x(2), laidOut.apply(builder.integers(rows, blocks)));
        wholeZeroPoints = whole
                ? Optional.of(operators.reshape(b.x(3), laidOut.apply(builder.integers(rows, (blocks * bits + 7) / 8))))
                : Optional.empty();
        move = b.node().hasInput(3) && !whole ? Optional.of(move()) : Optional.empty();
    }

    /** s (q - h) becomes s (q - z): zero points that are floats are none of the operator's, which takes h, half of all, for them. */
    private String move() {
        String ofBlocks = operators.add(builder.integers(rows, blocks, 1), none);
        String half = backward.scalar(Math.scalb(1.0, (int) bits - 1));
        return operators.multiply(
                operators.reshape(backward.x(2), ofBlocks),
                operators.subtract(half, operators.reshape(backward.x(3), ofBlocks)));
    }

    static Gradient gradient(Backward b) {
        long bits = b.node().integer("bits", 4);
        if (b.node().hasInput(4) || (bits != 4 && bits != 8)) {
            throw b.unsupported("is known for 4 and 8 bits and weights in order only");
        }
        return b.likeInput(0, new QuantizedProduct(b, bits).product());
    }

    private String product() {
        return LongStream.iterate(0, start -> start < rows, start -> start + ROWS_OF_PART)
                .mapToObj(start -> multiplied(start, Math.min(start + ROWS_OF_PART, rows)))
                .reduce(operators::add)
                .orElseThrow();
    }

    /** What columns of dY give with as many rows of W. */
    private String multiplied(long start, long end) {
        return operators.matMul(part(backward.dY(), -1, start, end), weight(start, end), false, false, 1);
    }

    /** Rows of W as floats. */
    private String weight(long start, long end) {
        String picked = operators.range(operators.add(none, builder.integers(start)), builder.integers(end));
        List<String> operands = new ArrayList<>(List.of(numbers, picked, scales));
        wholeZeroPoints.ifPresent(operands::add);
        String padded = builder.emit(
                Operator.GATHER_BLOCK_QUANTIZED,
                operands,
                Attributes.integer("bits", bits),
                Attributes.integer("block_size", block),
                Attributes.integer("gather_axis", 0),
                Attributes.integer("quantize_axis", 1));
        String weight = move.isPresent() ? moved(padded, part(move.get(), 0, start, end)) : padded;
        return columns == blocks * block ? weight : operators.slice(weight, 1, 0, columns);
    }

    private String moved(String weight, String move) {
        String moved = operators.add(operators.reshape(weight, builder.integers(-1, blocks, block)), move);
        return operators.reshape(moved, builder.integers(-1, blocks * block));
    }

    private String part(String value, long axis, long start, long end) {
        return end - start == rows ? value : operators.slice(value, axis, start, end);
    }
}
