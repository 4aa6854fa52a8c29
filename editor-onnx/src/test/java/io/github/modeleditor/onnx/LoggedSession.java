package io.github.modeleditor.onnx;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.TrainingConfig;
import java.nio.file.Path;

/** Opens a model, edits it, and saves, reads and merges the adapter: what {@link LogTest} reads the log of. */
final class LoggedSession {
    private LoggedSession() {}

    /**
     * Runs in a process of its own.
     *
     * @param arguments the model and an empty folder
     */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        ModelEditor editor = ModelEditor.forModel(Path.of(arguments[0]))
                .onDevice(Fixtures.device())
                .withMethod(EditingMethod.paper())
                .withTraining(TrainingConfig.defaults().withEpochs(1));
        try (EditingSession session = editor.open();
                EditedModel edited = session.edit(Fact.of("The tower is in", "Rome"))) {
            edited.adapter().save(folder.resolve("a.onnx_adapter"));
            session.merge(session.read(folder.resolve("a.onnx_adapter")), folder.resolve("merged"));
        }
    }
}
