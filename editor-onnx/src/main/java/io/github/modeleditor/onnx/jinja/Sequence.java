package io.github.modeleditor.onnx.jinja;

import java.util.AbstractList;
import java.util.List;

/**
 * A list, a tuple or a range. None of them changes: the sandbox that templates run in has no {@code append}.
 *
 * @param kind which of them
 * @param items the elements
 */
record Sequence(Kind kind, List<Object> items) {
    /** What Python calls it. */
    enum Kind {
        LIST,
        TUPLE,
        RANGE
    }

    static Sequence list(List<Object> items) {
        return new Sequence(Kind.LIST, items);
    }

    static Sequence tuple(Object... items) {
        return new Sequence(Kind.TUPLE, List.of(items));
    }

    /** Computed, not held. */
    static Sequence range(long start, long step, int length) {
        return new Sequence(Kind.RANGE, new AbstractList<>() {
            @Override
            public Object get(int index) {
                return start + step * index;
            }

            @Override
            public int size() {
                return length;
            }
        });
    }
}
