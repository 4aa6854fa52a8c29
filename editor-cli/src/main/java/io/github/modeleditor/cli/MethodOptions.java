package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;

/** A whole way to edit: what is trained beside the facts, what is held, and how. */
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class MethodOptions {
    @Mixin
    private AugmentationOptions augmentation;

    @Mixin
    private PreservationOptions preservation;

    @Mixin
    private TrainingOptions training;

    /**
     * An editor that was told all of it.
     *
     * @param editor of the model
     * @param pool what is true beside the facts
     */
    ModelEditor applyTo(ModelEditor editor, List<TrainingText> pool) {
        List<Augmentation> augmentations = Stream.concat(generalization().stream(), locality(pool, 0).stream())
                .toList();
        return training.applyTo(editor.withMethod(preservation.method()))
                .withRecipe(preservation.recipe(augmentations));
    }

    /** Whether it is the paper's. */
    boolean isPaper() {
        return preservation.isPaper();
    }

    /** What makes the facts hold in other words and places. */
    List<Augmentation> generalization() {
        return augmentation.generalization(preservation.method().recipe());
    }

    /**
     * What keeps other facts as they are.
     *
     * @param pool what they are drawn from
     * @param usual how many random facts where nothing is said
     */
    List<Augmentation> locality(List<TrainingText> pool, int usual) {
        return augmentation.locality(pool, usual);
    }
}
