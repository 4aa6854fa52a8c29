package io.github.modeleditor.api.config;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws without replacement. */
final class Draws {
    private Draws() {}

    /** Different places below a bound, in the order in which they are drawn. */
    static IntStream distinct(int bound, int count, RandomGenerator random) {
        return count == 0 ? IntStream.empty() : random.ints(0, bound).distinct().limit(count);
    }
}
