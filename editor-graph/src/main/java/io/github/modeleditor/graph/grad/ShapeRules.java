package io.github.modeleditor.graph.grad;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that only move elements. */
final class ShapeRules {
    static final Map<Operator, VectorJacobianProduct> TABLE = ImmutableMap.<Operator, VectorJacobianProduct>builder()
            .put(Operator.RESHAPE, ShapeRules::restoreShape)
            .put(Operator.FLATTEN, ShapeRules::restoreShape)
            .put(Operator.SQUEEZE, ShapeRules::restoreShape)
            .put(Operator.UNSQUEEZE, ShapeRules::restoreShape)
            .put(Operator.EXPAND, b -> b.broadcast(0, b::dY))
            .put(Operator.TRANSPOSE, ShapeRules::transpose)
            .put(Operator.CONCAT, ShapeRules::concat)
            .put(Operator.SPLIT, ShapeRules::split)
            .put(Operator.SLICE, SliceRule::slice)
            .put(Operator.TILE, ShapeRules::tile)
            .put(Operator.TRILU, ShapeRules::trilu)
            .buildOrThrow();

    private ShapeRules() {}

    private static void restoreShape(Backward b) {
        b.gradient(0, () -> b.operators().reshape(b.dY(), b.shapeOf(b.x(0))));
    }

    /** The inverse permutation. */
    private static void transpose(Backward b) {
        int rank = b.type(b.x(0)).rank();
        List<Long> permutation = b.node().integers("perm").orElse(List.of());
        long[] inverse = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            int from = permutation.isEmpty() ? rank - 1 - axis : Math.toIntExact(permutation.get(axis));
            inverse[from] = axis;
        }
        b.gradient(0, () -> b.operators().transpose(b.dY(), inverse));
    }

    /** Each input gets its slice of dY; all of it where the others are empty, as keys of earlier tokens are. */
    private static void concat(Backward b) {
        int axis = b.type(b.y()).axis(b.node().integer("axis", 0));
        int[] filled = IntStream.range(0, b.node().inputs().size())
                .filter(input -> b.type(b.x(input)).dimensions().get(axis) != 0)
                .toArray();
        if (filled.length == 1) {
            b.gradient(filled[0], b::dY);
            return;
        }
        long start = 0;
        for (int input = 0; input < b.node().inputs().size(); input++) {
            long from = start;
            long to = from + length(b, b.x(input), axis);
            b.gradient(input, () -> b.operators().slice(b.dY(), axis, from, to));
            start = to;
        }
    }

    /** Each output is a part of x. */
    private static void split(Backward b) {
        int axis = b.type(b.x(0)).axis(b.node().integer("axis", 0));
        long start = 0;
        for (int output = 0; output < b.node().outputs().size(); output++) {
            long end = start + length(b, b.node().outputs().get(output), axis);
            String gradient = b.dY(output);
            if (gradient != null) {
                b.part(0, axis, start, end, () -> gradient);
            }
            start = end;
        }
    }

    /** One triangle of a matrix: the same triangle of dY. */
    private static void trilu(Backward b) {
        List<String> operands = new ArrayList<>(b.node().inputs());
        b.gradient(0, () -> {
            operands.set(0, b.dY());
            long upper = b.node().integer("upper", 1);
            return b.operators().builder().emit(Operator.TRILU, operands, Attributes.integer("upper", upper));
        });
    }

    /**
     * y = x repeated r times along an axis of length d: the sum over the repetitions, with dY as [..., r, d, ...]; an axis of
     * length 1 is summed as a broadcast one.
     */
    private static void tile(Backward b) {
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
            b.gradient(0, b::dY);
            return;
        }
        if (split.stream().filter(length -> length == ValueType.DYNAMIC).count() > 1) {
            throw b.unsupported("is not known for several lengths that vary");
        }
        b.gradient(0, () -> {
            String apart = b.operators().reshape(b.dY(), b.operators().builder().integers(Longs.toArray(split)));
            return b.operators().reduceSum(apart, false, Longs.toArray(summed));
        });
    }

    static long length(Backward b, String value, int axis) {
        long length = b.type(value).dimensions().get(axis);
        if (length == ValueType.DYNAMIC) {
            throw b.unsupported("is not known along batch or sequence");
        }
        return length;
    }
}
