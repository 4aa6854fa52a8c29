package io.github.modeleditor.onnx.grad;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that only move elements. */
final class ShapeRules {
    static final Map<String, VectorJacobianProduct> TABLE = ImmutableMap.<String, VectorJacobianProduct>builder()
            .put("Reshape", ShapeRules::restoreShape)
            .put("Flatten", ShapeRules::restoreShape)
            .put("Squeeze", ShapeRules::restoreShape)
            .put("Unsqueeze", ShapeRules::restoreShape)
            .put("Expand", b -> b.broadcast(0, b::dY))
            .put("Transpose", ShapeRules::transpose)
            .put("Concat", ShapeRules::concat)
            .put("Split", ShapeRules::split)
            .put("Slice", ShapeRules::slice)
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

    /** The output is a part of x, along one axis, with step 1. */
    private static void slice(Backward b) {
        ValueType type = b.type(b.x(0));
        List<Long> starts = b.integers(1);
        List<Long> ends = b.integers(2);
        List<Long> axes = b.node().hasInput(3) ? b.integers(3) : List.of(0L);
        List<Long> steps = b.node().hasInput(4) ? b.integers(4) : List.of(1L);
        if (starts.size() != 1 || !steps.equals(List.of(1L))) {
            throw b.unsupported("is not known for steps other than 1 or several axes");
        }
        int axis = type.axis(axes.get(0));
        long length = length(b, b.x(0), axis);
        b.part(0, axis, clamp(starts.get(0), length), clamp(ends.get(0), length), b::dY);
    }

    /** A slice's bound as the operator reads it: negative ones count from the back, and those beyond an end stop there. */
    private static long clamp(long bound, long length) {
        return Longs.constrainToRange(bound < 0 ? bound + length : bound, 0, length);
    }

    private static long length(Backward b, String value, int axis) {
        long length = b.type(value).dimensions().get(axis);
        if (length == ValueType.DYNAMIC) {
            throw b.unsupported("is not known along batch or sequence");
        }
        return length;
    }
}
