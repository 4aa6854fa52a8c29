package io.github.modeleditor.cli;

import io.github.modeleditor.api.AdaptedModel;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.core.storage.Destination;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Saves the adapter of a version. */
@Command(
        name = "export",
        description = "Saves the adapter of a version, all its sets in one.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class StoreExportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StoreOptions store;

    @Mixin
    private ModelOptions model;

    @Mixin
    private DeviceOptions device;

    @Option(names = "--at", paramLabel = "VERSION", description = "The number of a version (default: the last).")
    private @Nullable Integer version;

    @Option(
            names = "--save",
            paramLabel = "PATH",
            required = true,
            description =
                    "Where the adapter goes; in the format onnx the base graph that takes it is written beside it.")
    private Path adapter;

    @Option(
            names = "--save-format",
            paramLabel = "FORMAT",
            defaultValue = "onnx",
            description = "How the adapter is saved: onnx, peft (a folder) or genai (default: ${DEFAULT-VALUE}).")
    private AdapterFormat format;

    @Mixin
    private Outputs outputs;

    @Override
    public void run() {
        outputs.reads(model.folder(), store.folder());
        if (Outputs.isStandardOutput(adapter)) {
            throw new ParameterException(
                    spec.commandLine(), "--save names a file or a folder: an adapter is no text. Give it a path.");
        }
        if (absolute(adapter).startsWith(absolute(store.folder()))) {
            throw new StorageException(
                    "Cannot write to " + adapter + ": it lies in the store. Name a place elsewhere.");
        }
        if (format == AdapterFormat.PEFT) {
            outputs.requireFolder(adapter, List.of("adapter_config.json", "adapter_model.safetensors"));
        } else {
            outputs.require(adapter, Destination.ADAPTER);
        }
        try (EditStore open = EditStore.open(store.folder(), model.editor().onDevice(device.device()))) {
            int number = version == null ? open.latest().number() : version;
            try (LanguageModel exported = open.checkout(number)) {
                if (!(exported instanceof AdaptedModel adapted)) {
                    throw new AdapterException(
                            "Version " + number + " is the unedited model, which has no adapter. Name another.");
                }
                Path saved = format == AdapterFormat.ONNX
                        ? adapted.save(adapter)
                        : adapted.adapter().save(adapter, format);
                store.print(
                        Map.of("version", number, "adapter", saved.toString()), () -> "Adapter written to " + saved);
            }
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
