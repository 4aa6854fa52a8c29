package io.github.modeleditor.graph.grad;

import static io.github.modeleditor.graph.grad.VectorJacobianProduct.ofFirst;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that only move elements. */
final class ShapeRules {
    static final Map<Operator, VectorJacobianProduct> TABLE = ImmutableMap.<Operator, VectorJacobianProduct>builder()
            .put(Operator.RESHAPE, ofFirst(ShapeRules::restoreShape))
            .put(Operator.FLATTEN, ofFirst(ShapeRules::restoreShape))
            .put(Operator.SQUEEZE, ofFirst(ShapeRules::restoreShape))
            .put(Operator.UNSQUEEZE, ofFirst(ShapeRules::restoreShape))
            .put(Operator.EXPAND, ofFirst(b -> b.likeOutput(b.dY())))
            .put(Operator.TRANSPOSE, ofFirst(ShapeRules::transpose))
            .put(Operator.CONCAT, ShapeRules::concat)
            .put(Operator.SPLIT, ofFirst(ShapeRules::split))
            .put(Operator.SLICE, ofFirst(SliceRule::slice))
            .put(Operator.TILE, ofFirst(ShapeRules::tile))
            .put(Operator.TRILU, ofFirst(ShapeRules::trilu))
            .buildOrThrow();

    private ShapeRules() {}

    private static Gradient restoreShape(Backward b) {
        return b.likeInput(0, b.operators().reshape(b.dY(), b.shapeOf(b.x(0))));
    }

    /** The inverse permutation. */
    private static Gradient transpose(Backward b) {
        int rank = b.type(b.x(0)).rank();
        List<Long> permutation = b.node().integers("perm").orElse(List.of());
        long[] inverse = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            int from = permutation.isEmpty() ? rank - 1 - axis : Math.toIntExact(permutation.get(axis));
            inverse[from] = axis;
        }
        return b.likeInput(0, b.operators().transpose(b.dY(), inverse));
    }

    /** Each input gets its slice of dY; all of it where the others are empty, as keys of earlier tokens are. */
    private static OperandGradients concat(Backward b) {
        int axis = b.type(b.y()).axis(b.node().integer("axis", 0));
        List<String> inputs = b.node().inputs();
        long filled = inputs.stream()
                .filter(input -> b.type(input).dimensions().get(axis) != 0)
                .count();
        return operand -> {
            if (filled == 1 && b.type(b.x(operand)).dimensions().get(axis) != 0) {
                return b.likeInput(operand, b.dY());
            }
            long start = inputs.subList(0, operand).stream()
                    .mapToLong(input -> length(b, input, axis))
                    .sum();
            long end = start + length(b, b.x(operand), axis);
            return b.likeInput(operand, b.operators().slice(b.dY(), axis, start, end));
        };
    }

    /** Each output is a part of x. */
    private static Gradient split(Backward b) {
        int axis = b.type(b.x(0)).axis(b.node().integer("axis", 0));
        List<Gradient.Part> parts = new ArrayList<>();
        long start = 0;
        for (int output = 0; output < b.node().outputs().size(); output++) {
            long end = start + length(b, b.node().outputs().get(output), axis);
            String gradient = b.dY(output);
            if (gradient != null) {
                parts.add(new Gradient.Part(axis, start, end, gradient));
            }
            start = end;
        }
        return new Gradient.Parts(parts);
    }

    /** One triangle of a matrix: the same triangle of dY. */
    private static Gradient trilu(Backward b) {
        List<String> operands = new ArrayList<>(b.node().inputs());
        operands.set(0, b.dY());
        long upper = b.node().integer("upper", 1);
        return b.likeInput(
                0, b.operators().builder().emit(Operator.TRILU, operands, Attributes.integer("upper", upper)));
    }

    /**
     * y = x repeated r times along an axis of length d: the sum over the repetitions, with dY as [..., r, d, ...]; an axis of
     * length 1 is summed as a broadcast one.
     */
    private static Gradient tile(Backward b) {
        ValueType type = b.type(b.x(0));
        List<Long> repeats = b.integers(1);
        List<Long> split = new ArrayList<>();
        List<Long> summed = new ArrayList<>();
        for (int axis = 0; axis < type.rank(); axis++) {
            long length = type.dimensions().get(axis);
            if (repeats.get(axis) != 1) {
                summed.add((long) split.size());
                split.add(repeats.get(axis));
            }
            split.add(length);
        }
        if (summed.isEmpty()) {
            return b.likeInput(0, b.dY());
        }
        if (split.stream().filter(length -> length == ValueType.DYNAMIC).count() > 1) {
            throw b.unsupported("is not known for several lengths that vary");
        }
        String apart = b.operators().reshape(b.dY(), b.operators().builder().integers(Longs.toArray(split)));
        return b.likeInput(0, b.operators().reduceSum(apart, false, Longs.toArray(summed)));
    }

    static long length(Backward b, String value, int axis) {
        long length = b.type(value).dimensions().get(axis);
        if (length == ValueType.DYNAMIC) {
            throw b.unsupported("is not known along batch or sequence");
        }
        return length;
    }
}
