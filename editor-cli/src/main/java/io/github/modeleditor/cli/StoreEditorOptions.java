package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import java.nio.file.Path;
import java.util.List;
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
    private MethodOptions method;

    Path folder() {
        return model.folder();
    }

    String author() {
        return author;
    }

    String reason() {
        return reason;
    }

    /** The editor, with what is true beside the facts. */
    ModelEditor editor(List<TrainingText> pool) {
        return method.applyTo(model.editor(), pool);
    }
}
