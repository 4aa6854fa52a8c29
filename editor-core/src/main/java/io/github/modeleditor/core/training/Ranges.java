package io.github.modeleditor.core.training;

import java.util.stream.IntStream;

/**
 * A long array in ranges of a fixed length, so that several cores share a pass over it and the result does not depend on
 * how many there are.
 */
final class Ranges {
    private static final int LENGTH = 1 << 16;

    private Ranges() {}

    /** What is done to the elements from {@code start} (inclusive) to {@code end} (exclusive). */
    @FunctionalInterface
    interface Action {
        void on(int start, int end);
    }

    /** What is computed of the elements from {@code start} (inclusive) to {@code end} (exclusive). */
    @FunctionalInterface
    interface Measure {
        double of(int start, int end);
    }

    static void forEach(int length, Action action) {
        starts(length).forEach(start -> action.on(start, Math.min(length, start + LENGTH)));
    }

    /** The sum over all ranges, added in their order. */
    static double sum(int length, Measure measure) {
        double[] parts = starts(length)
                .mapToDouble(start -> measure.of(start, Math.min(length, start + LENGTH)))
                .toArray();
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }

    private static IntStream starts(int length) {
        return IntStream.range(0, (length + LENGTH - 1) / LENGTH).parallel().map(index -> index * LENGTH);
    }
}
