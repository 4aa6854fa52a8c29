package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model of a store, how its edits are trained, who says so, and why. */
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreEditorOptions {
    @Mixin
    private ModelOptions model;

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "Who says so, for the ledger (default: the name of the user who is logged in).")
    private String author = System.getProperty("user.name", "");

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the ledger.")
    private String reason = "";

    @Mixin
    private AugmentationOptions augmentation;

    @Mixin
    private PreservationOptions preservation;

    @Mixin
    private TrainingOptions training;

    Path folder() {
        return model.folder();
    }

    String author() {
        return author;
    }

    String reason() {
        return reason;
    }

    TrainingOptions training() {
        return training;
    }

    /** The editor, with what is true beside the facts. */
    ModelEditor editor(List<TrainingText> pool) {
        List<Augmentation> augmentations = Stream.concat(
                        augmentation.generalization(preservation.method().recipe()).stream(),
                        augmentation.locality(pool, 0).stream())
                .toList();
        return training.applyTo(model.editor().withMethod(preservation.method()))
                .withRecipe(preservation.recipe(augmentations));
    }
}
