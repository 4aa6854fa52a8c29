package io.github.modeleditor.graph.grad;

import com.google.common.primitives.Longs;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.List;

/** The gradient of Slice: what was kept goes back to its place, and zeros come to where the rest was. */
final class SliceRule {
    /** Exporters write an end like this one where they mean that of the axis. */
    private static final long FAR = Integer.MAX_VALUE;

    private SliceRule() {}

    /** What is kept of one axis of a known length: the elements start, start + step, ... before end. */
    private record Cut(int axis, long start, long end, long step, long length) {
        boolean keepsAll() {
            return step == 1 && start == 0 && end == length;
        }

        long kept() {
            return (end - start + step - 1) / step;
        }
    }

    static Gradient slice(Backward b) {
        List<Cut> cuts = cuts(b);
        if (cuts.size() == 1 && cuts.get(0).step() == 1) {
            Cut cut = cuts.get(0);
            return new Gradient.Parts(List.of(new Gradient.Part(cut.axis(), cut.start(), cut.end(), b.dY())));
        }
        return b.likeInput(0, restored(b, cuts));
    }

    private static List<Cut> cuts(Backward b) {
        ValueType type = b.type(b.x(0));
        List<Long> starts = b.integers(1);
        List<Long> ends = b.integers(2);
        List<Cut> cuts = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int axis = type.axis(b.node().hasInput(3) ? b.integers(3).get(i) : i);
            long step = b.node().hasInput(4) ? b.integers(4).get(i) : 1;
            if (step < 1) {
                throw b.unsupported("is not known for steps below 1");
            }
            boolean whole = step == 1 && starts.get(i) == 0 && ends.get(i) >= FAR;
            if (!whole) {
                long length = ShapeRules.length(b, b.x(0), axis);
                Cut cut = new Cut(axis, clamp(starts.get(i), length), clamp(ends.get(i), length), step, length);
                if (!cut.keepsAll()) {
                    cuts.add(cut);
                }
            }
        }
        return cuts;
    }

    /** A slice's bound as the operator reads it: negative ones count from the back, and those beyond an end stop there. */
    private static long clamp(long bound, long length) {
        return Longs.constrainToRange(bound < 0 ? bound + length : bound, 0, length);
    }

    private static String restored(Backward b, List<Cut> cuts) {
        Operators ops = b.operators();
        List<Long> dimensions = new ArrayList<>(b.type(b.y()).dimensions());
        int rank = dimensions.size();
        String value = b.dY();
        for (Cut cut : cuts) {
            long filled = cut.end() - cut.start();
            if (cut.step() > 1) {
                value = spread(b, value, dimensions, cut);
                long spread = cut.kept() * cut.step();
                filled = Math.min(spread, cut.length() - cut.start());
                value = filled < spread ? ops.slice(value, cut.axis(), 0, filled) : value;
            }
            value = ops.pad(value, b.elementType(), rank, cut.axis(), cut.start(), cut.length() - cut.start() - filled);
            dimensions.set(cut.axis(), cut.length());
        }
        return value;
    }

    /** Puts step - 1 zeros after each element along the axis; a length of 0 in a shape is that of the same axis before. */
    private static String spread(Backward b, String value, List<Long> dimensions, Cut cut) {
        Operators ops = b.operators();
        int axis = cut.axis();
        List<Long> after = dimensions.subList(axis + 1, dimensions.size());
        if (after.stream().filter(length -> length == ValueType.DYNAMIC).count() > 1) {
            throw b.unsupported("is not known for steps before several lengths that vary");
        }
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < axis; i++) {
            shape.add(0L);
        }
        shape.add(cut.kept() * cut.step());
        shape.addAll(after);
        String apart = ops.pad(
                ops.unsqueeze(value, axis + 1), b.elementType(), dimensions.size() + 1, axis + 1, 0, cut.step() - 1);
        return ops.reshape(apart, ops.builder().integers(Longs.toArray(shape)));
    }
}
