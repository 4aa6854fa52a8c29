package io.github.modeleditor.core.batch;

import com.google.common.math.IntMath;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

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
     * depends on the number of texts and rows alone.
     *
     * @param texts what is trained on; each text ends up in exactly one pass
     * @param rows texts of a step at most
     * @param passes how a step is cut into passes
     * @param random what the order is drawn from
     * @return the steps
     */
    public static List<Step> of(Collection<TrainingExample> texts, int rows, Passes passes, Random random) {
        List<TrainingExample> sorted = new ArrayList<>(texts);
        Collections.shuffle(sorted, random);
        sorted.sort(Comparator.comparingInt(TrainingExample::length));
        int count = IntMath.divide(sorted.size(), rows, RoundingMode.CEILING);
        List<List<TrainingExample>> steps = new ArrayList<>();
        for (int step = 0; step < count; step++) {
            steps.add(new ArrayList<>());
        }
        int strata = Math.min(STRATA, rows);
        for (int stratum = 0; stratum < strata; stratum++) {
            // Its share of the texts is its share of a step's rows, so that no step gets more rows than the limit.
            List<TrainingExample> share = sorted.subList(
                    part(sorted.size(), rows * stratum / strata, rows),
                    part(sorted.size(), rows * (stratum + 1) / strata, rows));
            Collections.shuffle(steps, random);
            for (int step = 0; step < count; step++) {
                steps.get(step)
                        .addAll(share.subList(part(share.size(), step, count), part(share.size(), step + 1, count)));
            }
        }
        Collections.shuffle(steps, random);
        return steps.stream().map(passes::of).toList();
    }

    /** The place at which the first {@code numerator} of {@code denominator} equal parts end. */
    private static int part(int size, int numerator, int denominator) {
        return Math.toIntExact((long) size * numerator / denominator);
    }
}
