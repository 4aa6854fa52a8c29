package io.github.modeleditor.graph.cache;

import java.util.Optional;

/**
 * One length of a value's shape, as a multiple of what a batch has: {@code factor * rows * columns}.
 *
 * @param factor what does not depend on the batch
 * @param ofRows whether it grows with the rows of a batch
 * @param ofColumns whether it grows with the columns, that is, with the tokens of a text
 */
record Length(long factor, boolean ofRows, boolean ofColumns) {
    /** A length that a batch of {@link Lengths#FIRST} and one of {@link Lengths#SECOND} show; empty where it is no multiple. */
    static Optional<Length> of(long first, long second) {
        if (first == second) {
            return Optional.of(new Length(first, false, false));
        }
        for (Length unit :
                new Length[] {new Length(1, true, false), new Length(1, false, true), new Length(1, true, true)}) {
            long factor = first / unit.in(Lengths.FIRST);
            Length length = new Length(factor, unit.ofRows, unit.ofColumns);
            if (length.in(Lengths.FIRST) == first && length.in(Lengths.SECOND) == second) {
                return Optional.of(length);
            }
        }
        return Optional.empty();
    }

    private long in(Lengths.Size size) {
        return factor * (ofRows ? size.rows() : 1) * (ofColumns ? size.columns() : 1);
    }

    /** Whether no batch changes it. */
    boolean isFixed() {
        return !ofRows && !ofColumns;
    }

    /** Whether it is as many as there are tokens. */
    boolean isTokens() {
        return factor == 1 && ofColumns && !ofRows;
    }

    /** Whether it is as many as there are rows, or a multiple of them. */
    boolean isRows() {
        return ofRows && !ofColumns;
    }
}
