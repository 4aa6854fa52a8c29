package io.github.modeleditor.core.harm;

import java.util.List;
import java.util.stream.IntStream;

/** Chooses few of many without a preference. */
final class Spread {
    private Spread() {}

    /** At most so many of a list, evenly spread over it, in its order. */
    static <T> List<T> over(List<T> all, int most) {
        int count = Math.min(all.size(), Math.max(0, most));
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }
}
