package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model a command is about. */
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "A folder with an ONNX decoder, or a published model: safetensors, GGUF.")
    private Path folder;

    Path folder() {
        return folder;
    }

    ModelEditor editor() {
        return ModelEditor.forModel(folder);
    }
}
