package io.github.modeleditor.core.training;

import io.github.modeleditor.core.example.TrainingExample;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The texts that a model knew when it last saw them. Each sits out one epoch and is seen again in the next, since what others
 * teach may make it forgotten.
 */
final class KnownTexts {
    private final double loss;
    private final Set<TrainingExample> known = Collections.newSetFromMap(new IdentityHashMap<>());
    private long leftOut;

    /**
     * None yet.
     *
     * @param loss the mean loss a target token below which a text is known; 0 for never
     */
    KnownTexts(double loss) {
        this.loss = loss;
    }

    /** Hears how the texts of a step did; their losses in the order of the passes. */
    void note(List<List<TrainingExample>> passes, List<Double> losses) {
        int text = 0;
        for (List<TrainingExample> pass : passes) {
            for (TrainingExample example : pass) {
                if (losses.get(text++) < loss) {
                    known.add(example);
                }
            }
        }
    }

    /** Whether no text of these is left for an epoch. */
    boolean areAll(List<TrainingExample> texts) {
        return known.size() == texts.size();
    }

    /** The others among some texts, for the epoch that begins. */
    List<TrainingExample> leaveOut(List<TrainingExample> texts) {
        List<TrainingExample> others =
                texts.stream().filter(text -> !known.contains(text)).toList();
        leftOut += known.size();
        known.clear();
        return others;
    }

    /** How often a text was left out so far. */
    long leftOut() {
        return leftOut;
    }
}
