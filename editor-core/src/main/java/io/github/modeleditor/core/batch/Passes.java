package io.github.modeleditor.core.batch;

import com.google.common.collect.Lists;
import com.google.common.math.IntMath;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the texts of an optimizer step are cut into passes.
 *
 * @param tokens tokens of a pass at most, padding included; a single longer text is a pass of its own
 * @param packed whether texts lie one after the other in rows, so that there is next to no padding; else each has a row of its
 *     own, as long as the longest of the pass
 * @param concurrent how many passes are computed beside one another: a step is cut into as many at least, or into a multiple, as far as
 *     it has texts
 */
public record Passes(int tokens, boolean packed, int concurrent) {
    /** What a pass costs however small it is, in tokens that could be computed meanwhile: it reads every weight. */
    private static final int TOKENS_A_PASS_COSTS = 60;

    public Passes {
        if (tokens < 1) {
            throw new IllegalArgumentException("passes of " + tokens + " tokens hold nothing");
        }
        if (concurrent < 1) {
            throw new IllegalArgumentException(concurrent + " passes beside one another");
        }
    }

    /**
     * Passes one after the other.
     *
     * @param tokens tokens of a pass at most, padding included
     * @param packed whether texts lie one after the other in rows
     */
    public Passes(int tokens, boolean packed) {
        this(tokens, packed, 1);
    }

    /**
     * The same for other passes.
     *
     * @param value tokens of a pass at most
     * @return a new way to cut
     */
    public Passes withTokens(int value) {
        return new Passes(value, packed, concurrent);
    }

    /**
     * What a pass computes.
     *
     * @param pass its texts
     * @return tokens, padding between texts of unlike length included
     */
    public int tokensOf(Pass pass) {
        IntStream lengths = pass.examples().stream().mapToInt(TrainingExample::length);
        return packed ? lengths.sum() : pass.size() * lengths.max().orElseThrow();
    }

    /**
     * Cuts a step.
     *
     * @param texts the texts of the step, in any order; at least one
     * @return the step; each text is in one of its passes
     */
    public Step of(Collection<TrainingExample> texts) {
        List<TrainingExample> step = new ArrayList<>(texts);
        step.sort(Comparator.comparingInt(TrainingExample::length).reversed());
        if (packed) {
            return new Step(dealt(step));
        }
        return new Step(concurrent == 1 ? cheapest(step) : side(step));
    }

    /** Each of those that compute gets every so-manieth text, by length, and passes of these that are cheapest. */
    private List<Pass> side(List<TrainingExample> step) {
        List<List<Pass>> shares = new ArrayList<>();
        for (int first = 0; first < Math.min(concurrent, step.size()); first++) {
            List<TrainingExample> share = new ArrayList<>();
            for (int text = first; text < step.size(); text += concurrent) {
                share.add(step.get(text));
            }
            shares.add(cheapest(share));
        }
        int most = shares.stream().mapToInt(List::size).max().orElseThrow();
        return IntStream.range(0, most)
                .boxed()
                .flatMap(pass ->
                        shares.stream().filter(share -> pass < share.size()).map(share -> share.get(pass)))
                .toList();
    }

    /** Packed texts may meet in any company: each goes, longest first, to the pass that has fewest tokens yet. */
    private List<Pass> dealt(List<TrainingExample> step) {
        int all = step.stream().mapToInt(TrainingExample::length).sum();
        int count = concurrent
                * IntMath.divide(IntMath.divide(all, tokens, RoundingMode.CEILING), concurrent, RoundingMode.CEILING);
        while (true) {
            List<Pass> passes = dealt(step, Math.min(step.size(), count));
            if (passes.stream().allMatch(pass -> pass.size() == 1 || tokensOf(pass) <= tokens)) {
                return passes;
            }
            count += concurrent;
        }
    }

    private static List<Pass> dealt(List<TrainingExample> step, int count) {
        List<List<TrainingExample>> passes = new ArrayList<>();
        for (int pass = 0; pass < count; pass++) {
            passes.add(new ArrayList<>());
        }
        int[] load = new int[count];
        for (TrainingExample text : step) {
            int least = 0;
            for (int pass = 1; pass < count; pass++) {
                least = load[pass] < load[least] ? pass : least;
            }
            passes.get(least).add(text);
            load[least] += text.length();
        }
        return passes.stream().map(Pass::new).toList();
    }

    /**
     * Runs of like length, of the least cost. With lengths l that fall, the first j texts cost
     *
     * <pre>
     *   c(j) = min_i c(i) + (j - i) l(i) + TOKENS_A_PASS_COSTS
     * </pre>
     */
    private List<Pass> cheapest(List<TrainingExample> step) {
        long[] cost = new long[step.size() + 1];
        int[] start = new int[step.size() + 1];
        for (int end = 1; end <= step.size(); end++) {
            cost[end] = Long.MAX_VALUE;
            for (int from = end - 1; from >= 0; from--) {
                long padded = (long) (end - from) * step.get(from).length();
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
        List<Pass> passes = new ArrayList<>();
        for (int end = step.size(); end > 0; end = start[end]) {
            passes.add(new Pass(step.subList(start[end], end)));
        }
        return Lists.reverse(passes);
    }
}
