package io.github.modeleditor.graph.grad;

import java.util.List;

/** The gradient of one operand of a node, as its rule gives it. */
public sealed interface Gradient {
    /**
     * Of the whole operand.
     *
     * @param value the name of the gradient
     * @param dimensions its shape, {@link ValueType#DYNAMIC} where a length depends on what is fed. Where the operand was broadcast
     *     to it, what was repeated has still to be summed.
     */
    record Whole(String value, List<Long> dimensions) implements Gradient {
        public Whole {
            dimensions = List.copyOf(dimensions);
        }
    }

    /**
     * Of some of the operand; it is zero elsewhere.
     *
     * @param parts which do not overlap
     */
    record Parts(List<Part> parts) implements Gradient {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Of what lies between two bounds along one axis.
     *
     * @param axis which, counted from 0
     * @param start its first index
     * @param end one past its last
     * @param value the name of the gradient, of the part's shape
     */
    record Part(int axis, long start, long end, String value) {}
}
