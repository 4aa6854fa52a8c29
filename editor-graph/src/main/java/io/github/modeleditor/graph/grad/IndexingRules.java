package io.github.modeleditor.graph.grad;

import static io.github.modeleditor.graph.grad.VectorJacobianProduct.ofFirst;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ObjectArrays;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.HalfPrecision;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Operators that pick elements; their gradient puts them back. */
final class IndexingRules {
    static final Map<Operator, VectorJacobianProduct> TABLE = ImmutableMap.of(
            Operator.GATHER, ofFirst(IndexingRules::gather),
            Operator.GATHER_ELEMENTS, ofFirst(IndexingRules::gatherElements),
            Operator.GATHER_ND, ofFirst(IndexingRules::gatherNd),
            Operator.TOP_K, ofFirst(IndexingRules::topK));

    /** Scattering adds up what falls on one place since this version; before, each place must be picked once at most. */
    private static final int SCATTER_ADDS = 16;

    private IndexingRules() {}

    /** One constant index is a slice, with or without its axis; what others picked is added up where it came from. */
    private static Gradient gather(Backward b) {
        ValueType type = b.type(b.x(0));
        ValueType indices = b.type(b.x(1));
        int axis = type.axis(b.node().integer("axis", 0));
        boolean known = indices.integers().isPresent() && type.dimensions().get(axis) != ValueType.DYNAMIC;
        if (known && indices.integers().get().size() == 1 && indices.rank() <= 1) {
            long index = indices.integers().get().get(0);
            long start = index < 0 ? index + type.dimensions().get(axis) : index;
            String dY = indices.rank() == 1 ? b.dY() : b.operators().unsqueeze(b.dY(), axis);
            return new Gradient.Parts(List.of(new Gradient.Part(axis, start, start + 1, dY)));
        }
        if (adds(b)) {
            return b.likeInput(0, scattered(b, axis, type.rank(), indices.rank()));
        }
        if (axis == 0 && indices.rank() == 1) {
            return b.likeInput(0, summed(b, type));
        }
        throw b.unsupported("is not known for these indices along axis " + axis + " before opset " + SCATTER_ADDS);
    }

    /** The axes of the indices come first, where scattering wants them, and the result's axis goes back to its place. */
    private static String scattered(Backward b, int axis, int rank, int indexRank) {
        Operators ops = b.operators();
        String indices = ops.unsqueeze(b.x(1), indexRank);
        if (axis == 0) {
            return scatter(b, Operator.SCATTER_ND, List.of(b.zerosLike(b.x(0)), indices, b.dY()));
        }
        String dY = ops.transpose(b.dY(), front(axis, indexRank, rank - 1 + indexRank));
        String zeros = ops.transpose(b.zerosLike(b.x(0)), front(axis, 1, rank));
        String sum = scatter(b, Operator.SCATTER_ND, List.of(zeros, indices, dY));
        long[] back = LongStream.range(0, rank)
                .map(a -> a == axis ? 0 : a < axis ? a + 1 : a)
                .toArray();
        return ops.transpose(sum, back);
    }

    /** The permutation that puts some axes from the middle first. */
    private static long[] front(int first, int count, int rank) {
        return LongStream.concat(
                        LongStream.range(first, first + count),
                        LongStream.range(0, rank).filter(a -> a < first || a >= first + count))
                .toArray();
    }

    /** Adding up without a scatter that adds: with O[k, n] = 1 where index k is n, dX = O^T dY. */
    private static String summed(Backward b, ValueType type) {
        Operators ops = b.operators();
        String rows = ops.slice(ops.shape(b.x(0)), 0, 0, 1);
        String picked = ops.builder()
                .emit(
                        Operator.ONE_HOT,
                        List.of(b.x(1), rows, ops.builder().integers(0, 1)),
                        Attributes.integer("axis", -1));
        long width = type.dimensions().stream().skip(1).reduce(1L, (p, q) -> p * q);
        if (width < 0) {
            throw b.unsupported("is not known for rows of dynamic length before opset " + SCATTER_ADDS);
        }
        String flat = ops.reshape(b.dY(), ops.builder().integers(-1, width));
        String sum = ops.matMul(ops.cast(picked, b.elementType()), flat, true, false, 1);
        return type.rank() == 2 ? sum : ops.reshape(sum, b.shapeOf(b.x(0)));
    }

    private static Gradient gatherNd(Backward b) {
        if (b.node().integer("batch_dims", 0) != 0 || !adds(b)) {
            throw b.unsupported("is not known for batched indices, or before opset " + SCATTER_ADDS);
        }
        return b.likeInput(0, scatter(b, Operator.SCATTER_ND, List.of(b.zerosLike(b.x(0)), b.x(1), b.dY())));
    }

    /** The largest elements get their gradients back at their places, which are distinct. */
    private static Gradient topK(Backward b) {
        long axis = b.node().integer("axis", -1);
        String indices = b.node().outputs().get(1);
        return b.likeInput(
                0,
                b.operators()
                        .builder()
                        .emit(
                                Operator.SCATTER_ELEMENTS,
                                List.of(b.zerosLike(b.x(0)), indices, b.dY()),
                                Attributes.integer("axis", axis)));
    }

    private static boolean adds(Backward b) {
        return b.operators().builder().opset() >= SCATTER_ADDS;
    }

    private static Gradient gatherElements(Backward b) {
        long axis = b.node().integer("axis", 0);
        return b.likeInput(
                0,
                scatter(
                        b,
                        Operator.SCATTER_ELEMENTS,
                        List.of(b.zerosLike(b.x(0)), b.x(1), b.dY()),
                        Attributes.integer("axis", axis)));
    }

    /** Numbers of 16 bits are added up in single precision: the CPU does not scatter them, and sums of many would be coarse. */
    private static String scatter(Backward b, Operator operator, List<String> operands, AttributeProto... attributes) {
        DataType type = b.type(b.x(0)).type();
        if (HalfPrecision.isHalf(type)) {
            Operators ops = b.operators();
            String zeros = ops.cast(operands.get(0), DataType.FLOAT);
            String added = ops.cast(operands.get(2), DataType.FLOAT);
            return ops.cast(sum(b, operator, List.of(zeros, operands.get(1), added), attributes), type);
        }
        return sum(b, operator, operands, attributes);
    }

    private static String sum(Backward b, Operator operator, List<String> operands, AttributeProto... attributes) {
        AttributeProto[] all =
                adds(b) ? ObjectArrays.concat(attributes, Attributes.text("reduction", "add")) : attributes;
        return b.operators().builder().emit(operator, operands, all);
    }
}
