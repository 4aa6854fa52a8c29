package io.github.modeleditor.cli;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model is asked, with or without an adapter, and where it runs. */
@SuppressWarnings("NullAway.Init") // picocli sets what is required or has a default
final class AdaptedModelOptions {
    @Mixin
    private ModelOptions model;

    @Option(
            names = "--adapter",
            paramLabel = "PATH",
            description = "An .onnx_adapter file or a PEFT folder made for this model.")
    private @Nullable Path adapter;

    @Mixin
    private DeviceOptions device;

    Path folder() {
        return model.folder();
    }

    @Nullable
    Path adapter() {
        return adapter;
    }

    ModelEditor editor() {
        return model.editor().onDevice(device.device());
    }

    LanguageModel in(EditingSession session) {
        return adapter == null ? session.base() : session.load(adapter);
    }
}
