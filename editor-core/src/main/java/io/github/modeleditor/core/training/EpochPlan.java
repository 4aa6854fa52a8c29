package io.github.modeleditor.core.training;

import com.google.common.collect.Lists;
import com.google.common.math.IntMath;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.batch.EpochSteps;
import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * The optimizer steps of an epoch. Mostly each text is in one of them. Where a step has room for all that is taught or brought back, each of
 * {@value #STEPS_AROUND_ALL} takes all of it and its share of what is held: most of what one fact costs is what is held around it, which
 * would be gone through in every epoch, though it has hardly moved since the last. As the facts are in every step, steps are shorter
 * by the root of how many more there are, and the facts are asked for between two steps.
 */
final class EpochPlan {
    private static final int STEPS_AROUND_ALL = 8;

    private final TrainingConfig.Batches batches;
    private final PassLimit limit;
    private final boolean aroundAll;
    private final int steps;
    private final double stride;

    /**
     * A plan.
     *
     * @param batches how large a step is
     * @param limit how it is cut into passes
     * @param examples all texts of training
     */
    EpochPlan(TrainingConfig.Batches batches, PassLimit limit, List<TrainingExample> examples) {
        this.batches = batches;
        this.limit = limit;
        int changing = (int) examples.stream().filter(TrainingExample::changes).count();
        int held = examples.size() - changing;
        aroundAll = changing > 0
                && held >= STEPS_AROUND_ALL
                && changing + IntMath.divide(held, STEPS_AROUND_ALL, RoundingMode.CEILING) <= batches.batchSize();
        int ordinary = joined(IntMath.divide(examples.size(), batches.batchSize(), RoundingMode.CEILING));
        steps = aroundAll ? joined(STEPS_AROUND_ALL) : ordinary;
        stride = Math.min(1, Math.sqrt((double) ordinary / steps));
    }

    private int joined(int count) {
        return IntMath.divide(count, batches.accumulatedBatches(), RoundingMode.CEILING);
    }

    /** Whether each step sees all that is taught or brought back. */
    boolean isAroundAll() {
        return aroundAll;
    }

    /** How many an epoch has in which no text is left out. */
    int steps() {
        return steps;
    }

    /** What the rate of a step is multiplied by where an epoch has more of them; at most 1. */
    double stride() {
        return stride;
    }

    /**
     * The steps of an epoch.
     *
     * @param examples the texts that do not sit it out; at least one
     * @param order what their order is drawn from
     */
    List<Step> of(List<TrainingExample> examples, Random order) {
        List<Step> single = aroundAll
                ? aroundAll(examples, order)
                : EpochSteps.of(examples, batches.batchSize(), limit.passes(), order);
        return Lists.partition(single, batches.accumulatedBatches()).stream()
                .map(Step::joining)
                .toList();
    }

    private List<Step> aroundAll(List<TrainingExample> examples, Random order) {
        List<TrainingExample> changing =
                examples.stream().filter(TrainingExample::changes).toList();
        List<TrainingExample> held = new ArrayList<>(
                examples.stream().filter(example -> !example.changes()).toList());
        Collections.shuffle(held, order);
        // Long and short ones in each step.
        held.sort(Comparator.comparingInt(TrainingExample::length));
        List<List<TrainingExample>> shares = new ArrayList<>();
        for (int share = 0; share < STEPS_AROUND_ALL; share++) {
            shares.add(new ArrayList<>(changing));
        }
        for (int text = 0; text < held.size(); text++) {
            shares.get(text % STEPS_AROUND_ALL).add(held.get(text));
        }
        Collections.shuffle(shares, order);
        return shares.stream()
                .filter(share -> !share.isEmpty())
                .map(share -> limit.passes().of(share))
                .toList();
    }
}
