package io.github.modeleditor.core.batch;

import com.google.common.collect.Lists;
import com.google.common.math.IntMath;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * How the texts of an optimizer step are cut into passes.
 *
 * @param tokens tokens of a pass at most, padding included; a single longer text is a pass of its own
 * @param packed whether texts lie one behind the other in rows, so that there is next to no padding; else each has a row of its
 *     own, as long as the longest of the pass
 */
public record Passes(int tokens, boolean packed) {
    /** What a pass costs however small it is, in tokens that could be computed meanwhile: it reads every weight. */
    private static final int TOKENS_A_PASS_COSTS = 60;

    public Passes {
        if (tokens < 1) {
            throw new IllegalArgumentException("passes of " + tokens + " tokens hold nothing");
        }
    }

    /**
     * The same for other passes.
     *
     * @param value tokens of a pass at most
     * @return a new way to cut
     */
    public Passes withTokens(int value) {
        return new Passes(value, packed);
    }

    /**
     * What a pass computes.
     *
     * @param <T> what is trained on
     * @param pass its texts; at least one
     * @param length the number of tokens of a text
     * @return tokens, padding between texts of unlike length included
     */
    public <T> int tokensOf(List<T> pass, ToIntFunction<? super T> length) {
        IntStream lengths = pass.stream().mapToInt(length);
        return packed ? lengths.sum() : pass.size() * lengths.max().orElseThrow();
    }

    /**
     * Cuts a step.
     *
     * @param <T> what is trained on
     * @param texts the texts of the step, in any order
     * @param length the number of tokens of a text
     * @return the passes; each text is in one of them
     */
    public <T> List<List<T>> of(Collection<? extends T> texts, ToIntFunction<? super T> length) {
        List<T> step = new ArrayList<>(texts);
        step.sort(Comparator.<T>comparingInt(length).reversed());
        return packed ? dealt(step, length) : cheapest(step, length);
    }

    /** Packed texts may meet in any company: each goes, longest first, to the pass that has fewest tokens yet. */
    private <T> List<List<T>> dealt(List<T> step, ToIntFunction<? super T> length) {
        int all = step.stream().mapToInt(length).sum();
        int count = IntMath.divide(all, tokens, RoundingMode.CEILING);
        while (true) {
            List<List<T>> passes = dealt(step, length, Math.min(step.size(), count));
            if (passes.stream().allMatch(pass -> pass.size() == 1 || tokensOf(pass, length) <= tokens)) {
                return passes;
            }
            count++;
        }
    }

    private static <T> List<List<T>> dealt(List<T> step, ToIntFunction<? super T> length, int count) {
        List<List<T>> passes = new ArrayList<>();
        for (int pass = 0; pass < count; pass++) {
            passes.add(new ArrayList<>());
        }
        int[] load = new int[count];
        for (T text : step) {
            int least = 0;
            for (int pass = 1; pass < count; pass++) {
                least = load[pass] < load[least] ? pass : least;
            }
            passes.get(least).add(text);
            load[least] += length.applyAsInt(text);
        }
        return passes;
    }

    /**
     * Runs of like length, of the least cost. With lengths l that fall, the first j texts cost
     *
     * <pre>
     *   c(j) = min_i c(i) + (j - i) l(i) + TOKENS_A_PASS_COSTS
     * </pre>
     */
    private <T> List<List<T>> cheapest(List<T> step, ToIntFunction<? super T> length) {
        long[] cost = new long[step.size() + 1];
        int[] start = new int[step.size() + 1];
        for (int end = 1; end <= step.size(); end++) {
            cost[end] = Long.MAX_VALUE;
            for (int from = end - 1; from >= 0; from--) {
                long padded = (long) (end - from) * length.applyAsInt(step.get(from));
                if (padded > tokens && from < end - 1) {
                    break;
                }
                long through = cost[from] + padded + TOKENS_A_PASS_COSTS;
                if (through < cost[end]) {
                    cost[end] = through;
                    start[end] = from;
                }
            }
        }
        List<List<T>> passes = new ArrayList<>();
        for (int end = step.size(); end > 0; end = start[end]) {
            passes.add(List.copyOf(step.subList(start[end], end)));
        }
        return Lists.reverse(passes);
    }
}
