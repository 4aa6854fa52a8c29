package io.github.modeleditor.core.batch;

import com.google.common.math.IntMath;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * The optimizer steps of an epoch: which texts a step sees, and in which passes.
 *
 * <p>Length tells what a text is: prefixed prompts are long, random facts are short. A step of texts of one length would
 * teach only edits, the next one only what must stay, and the two would pull the weights to and fro. So each step takes one
 * run of like lengths from the short half of the texts and one from the long half, and goes through it in as many passes
 * as make padding cheap.
 */
public final class EpochSteps {
    private static final int STRATA = 2;

    private EpochSteps() {}

    /**
     * The steps of one epoch, in random order; which of several equally long texts meet is random too. How many there are
     * depends on the number of items and rows alone.
     *
     * @param <T> what is trained on
     * @param items the texts; each ends up in exactly one pass
     * @param length the number of tokens of an item
     * @param rows texts of a step at most
     * @param passes how a step is cut into passes
     * @param random what the order is drawn from
     * @return the steps, each a list of passes, each a list of items
     */
    public static <T> List<List<List<T>>> of(
            Collection<T> items, ToIntFunction<? super T> length, int rows, Passes passes, Random random) {
        List<T> sorted = new ArrayList<>(items);
        Collections.shuffle(sorted, random);
        sorted.sort(Comparator.comparingInt(length));
        int count = IntMath.divide(sorted.size(), rows, RoundingMode.CEILING);
        List<List<T>> steps = new ArrayList<>();
        for (int step = 0; step < count; step++) {
            steps.add(new ArrayList<>());
        }
        int strata = Math.min(STRATA, rows);
        for (int stratum = 0; stratum < strata; stratum++) {
            // Its share of the items is its share of a step's rows, so that no step gets more rows than the limit.
            List<T> share = sorted.subList(
                    part(sorted.size(), rows * stratum / strata, rows),
                    part(sorted.size(), rows * (stratum + 1) / strata, rows));
            Collections.shuffle(steps, random);
            for (int step = 0; step < count; step++) {
                steps.get(step)
                        .addAll(share.subList(part(share.size(), step, count), part(share.size(), step + 1, count)));
            }
        }
        Collections.shuffle(steps, random);
        return steps.stream().map(step -> passes.of(step, length)).toList();
    }

    /** The place at which the first {@code numerator} of {@code denominator} equal parts end. */
    private static int part(int size, int numerator, int denominator) {
        return Math.toIntExact((long) size * numerator / denominator);
    }
}
