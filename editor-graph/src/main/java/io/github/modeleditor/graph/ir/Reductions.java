package io.github.modeleditor.graph.ir;

import java.util.List;
import java.util.Optional;

/** What reductions reduce. Older operator sets have the axes as an attribute, newer ones as an input. */
public final class Reductions {
    private Reductions() {}

    /**
     * Whether a reduction makes one number of each row and leaves the number of axes as it is.
     *
     * @param reduction such as a {@code ReduceMean}
     * @param graph where it stands
     * @return true if it says so by the index -1; false too where the axis is counted from the front, or known only at run time
     */
    public static boolean areOfRows(Node reduction, Graph graph) {
        Optional<List<Long>> axes = reduction.hasInput(1)
                ? Optional.ofNullable(graph.weights().get(reduction.input(1))).flatMap(weight -> weight.integers(1))
                : reduction.integers("axes");
        return reduction.integer("keepdims", 1) == 1 && axes.equals(Optional.of(List.of(-1L)));
    }
}
