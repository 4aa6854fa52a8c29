package io.github.modeleditor.core.training;

import io.github.modeleditor.core.batch.Pass;
import io.github.modeleditor.core.batch.Step;
import io.github.modeleditor.core.tokens.TrainingExample;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** Where texts stand among those that are trained: what names them outside this process. Immutable. */
final class TextPlaces {
    private final List<TrainingExample> examples;
    private final int changing;
    private final boolean returns;
    /** By identity: comparing the masks of thousands of texts would cost more than it saves. */
    private final IdentityHashMap<TrainingExample, Integer> places = new IdentityHashMap<>();

    TextPlaces(List<TrainingExample> examples) {
        this.examples = examples;
        for (int place = 0; place < examples.size(); place++) {
            places.put(examples.get(place), place);
        }
        changing = Math.toIntExact(
                examples.stream().filter(TrainingExample::changes).count());
        returns = examples.stream().anyMatch(TrainingExample::returns);
    }

    List<TrainingExample> examples() {
        return examples;
    }

    /** How many texts change the model; others are only held to what they were. */
    int changing() {
        return changing;
    }

    /** Whether some bring back what was said. */
    boolean returns() {
        return returns;
    }

    int of(TrainingExample example) {
        return Objects.requireNonNull(places.get(example));
    }

    /** Steps as the places of their texts. */
    List<List<List<Integer>>> of(List<Step> steps) {
        return steps.stream()
                .map(step -> step.passes().stream()
                        .map(pass -> pass.examples().stream().map(this::of).toList())
                        .toList())
                .toList();
    }

    /** The steps that have these texts. */
    List<Step> steps(List<List<List<Integer>>> steps) {
        return steps.stream()
                .map(step -> new Step(step.stream()
                        .map(pass -> new Pass(pass.stream().map(examples::get).toList()))
                        .toList()))
                .toList();
    }
}
