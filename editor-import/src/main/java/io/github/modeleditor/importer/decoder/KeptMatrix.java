package io.github.modeleditor.importer.decoder;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.importer.tensor.FewBits;
import io.github.modeleditor.importer.tensor.PackedBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A matrix W that stays in few bits, of shape [rows, columns], which a product multiplies with, a lookup picks rows of, or both: the bytes are
 * the same.
 */
final class KeptMatrix {
    private final Draft draft;
    private final FewBits matrix;
    private final long rows;
    private final long columns;
    private final long blocks;
    private final String numbers;
    private final String scales;
    private final Optional<String> zeroPoints;

    /**
     * Adds the matrix to a graph, once for all who name it alike.
     *
     * @param draft the graph
     * @param name of the tensor that it was
     * @param matrix what it is
     * @param rows of it
     * @param columns of it
     */
    KeptMatrix(Draft draft, String name, FewBits matrix, long rows, long columns) {
        this.draft = draft;
        this.matrix = matrix;
        this.rows = rows;
        this.columns = columns;
        blocks = columns / FewBits.BLOCK;
        PackedBlocks packed = new PackedBlocks(matrix, rows, blocks);
        numbers = draft.weight(name, DataType.UINT8, List.of(rows, blocks, packed.blockBytes()), packed.numbers());
        scales = draft.weight(name + ".scales", List.of(rows, blocks), packed.scales());
        zeroPoints = matrix.hasZeroPoints()
                ? Optional.of(draft.weight(name + ".zero_points", List.of(rows, blocks), packed.zeroPoints()))
                : Optional.empty();
    }

    /** y = x W^T. */
    String product(String path, String x) {
        List<String> operands = new ArrayList<>(List.of(x, numbers, scales));
        zeroPoints.ifPresent(operands::add);
        return draft.node(
                path,
                Operator.MATMUL_N_BITS,
                operands,
                Attributes.integer("K", columns),
                Attributes.integer("N", rows),
                Attributes.integer("bits", matrix.bits()),
                Attributes.integer("block_size", FewBits.BLOCK));
    }

    /**
     * Rows of W.
     *
     * @param indices of rows, [batch, sequence]
     */
    String lookup(String path, String indices) {
        String length = draft.node(
                path, Operator.SHAPE, List.of(indices), Attributes.integer("start", 0), Attributes.integer("end", 1));
        String none =
                draft.node(path, Operator.MUL, List.of(length, draft.builder().integers(0)));
        String looked = draft.node(
                path,
                Operator.GATHER_BLOCK_QUANTIZED,
                List.of(reshaped(path, numbers, none, rows, columns * matrix.bits() / Byte.SIZE), indices, scales),
                Attributes.integer("bits", matrix.bits()),
                Attributes.integer("block_size", FewBits.BLOCK),
                Attributes.integer("gather_axis", 0),
                Attributes.integer("quantize_axis", 1));
        return zeroPoints.map(zero -> moved(path, looked, zero, indices, none)).orElse(looked);
    }

    /** s (q - h) becomes s (q - z): the operator takes whole zero points alone, and h, half of all numbers, where it is given none. */
    private String moved(String path, String looked, String zeros, String indices, String none) {
        String half = draft.number(Math.scalb(1.0, matrix.bits() - 1));
        String zero = picked(path, zeros, indices, none);
        String move = draft.node(
                path,
                Operator.MUL,
                List.of(picked(path, scales, indices, none), draft.node(path, Operator.SUB, List.of(half, zero))));
        String blockwise = draft.node(
                path, Operator.RESHAPE, List.of(looked, draft.builder().integers(0, 0, blocks, FewBits.BLOCK)));
        return draft.node(
                path,
                Operator.RESHAPE,
                List.of(
                        draft.node(path, Operator.ADD, List.of(blockwise, move)),
                        draft.builder().integers(0, 0, columns)));
    }

    private String picked(String path, String numbersOfBlocks, String indices, String none) {
        String column = reshaped(path, numbersOfBlocks, none, rows, blocks, 1);
        return draft.node(path, Operator.GATHER, List.of(column, indices), Attributes.integer("axis", 0));
    }

    /** By a shape that hangs on the batch: ONNX Runtime keeps a copy of what it can reshape before any comes. */
    private String reshaped(String path, String weight, String none, long... shape) {
        String wanted = draft.node(path, Operator.ADD, List.of(draft.builder().integers(shape), none));
        return draft.node(path, Operator.RESHAPE, List.of(weight, wanted));
    }
}
