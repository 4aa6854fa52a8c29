package io.github.modeleditor.core.training;

import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts that a model knew when it last saw them, or that had not moved where they are held. Each sits out one epoch and is seen again in the next, since what others
 * teach may make it forgotten.
 */
final class KnownTexts {
    private final TextPlaces places;
    private final double loss;
    private final BitSet known = new BitSet();
    private long leftOut;

    /**
     * None yet.
     *
     * @param places the texts of training
     * @param loss the mean loss a target token, or divergence an anchor, below which a text is known; 0 for never
     */
    KnownTexts(TextPlaces places, double loss) {
        this.places = places;
        this.loss = loss;
    }

    /** As they were kept. */
    KnownTexts(TextPlaces places, double loss, TrainingState.Texts kept) {
        this(places, loss);
        kept.known().forEach(known::set);
        leftOut = kept.leftOut();
    }

    /** Hears how the texts of a step did; their losses in their order. */
    void note(Step step, List<Double> losses) {
        List<TrainingExample> examples = step.examples();
        for (int text = 0; text < examples.size(); text++) {
            known.set(places.of(examples.get(text)), losses.get(text) < loss);
        }
    }

    /** Whether nothing is left to learn in an epoch; where nothing changes, whether everything that is held is as it was. */
    boolean areAll() {
        if (places.changing() == 0) {
            return known.cardinality() == places.examples().size();
        }
        return known.stream()
                        .filter(place -> places.examples().get(place).changes())
                        .count()
                == places.changing();
    }

    /** The others, for the epoch that begins. */
    List<TrainingExample> leaveOut() {
        List<TrainingExample> others = IntStream.range(0, places.examples().size())
                .filter(place -> !known.get(place))
                .mapToObj(places.examples()::get)
                .toList();
        leftOut += known.cardinality();
        known.clear();
        return others;
    }

    /** How often a text was left out so far. */
    long leftOut() {
        return leftOut;
    }

    /** Their places, ascending. */
    List<Integer> places() {
        return known.stream().boxed().toList();
    }
}
