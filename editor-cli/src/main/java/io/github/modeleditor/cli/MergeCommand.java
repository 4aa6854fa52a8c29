package io.github.modeleditor.cli;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.core.storage.AtomicFolders;
import io.github.modeleditor.core.storage.Destination;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts adapters into a model's weights. */
@Command(
        name = "merge",
        description = "Writes a model with one or more adapters in its weights, which needs no adapter any more.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class MergeCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--adapter",
            paramLabel = "PATH",
            required = true,
            description = "An .onnx_adapter file or a PEFT folder made for this model; may be given more than once.")
    private List<Path> adapters;

    @Option(
            names = "--output",
            paramLabel = "PATH",
            required = true,
            description =
                    "Where the merged model goes; a folder that does not exist, or is empty, or a GGUF file that does not exist.")
    private Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "onnx",
            description =
                    "What is written: onnx (a folder as the model's own), or gguf-f16 or gguf-q8-0, a file for llama.cpp and"
                            + " Ollama, of a model that was published as GGUF or by Hugging Face (default: ${DEFAULT-VALUE}).")
    private ModelFormat format;

    @Override
    public void run() {
        Destination.requireNoInput(output, adapters);
        Destination.requireNoInput(output, List.of(model.folder()));
        AtomicFolders.requireFree(output);
        AtomicFiles.requireWritable(format == ModelFormat.ONNX ? output.resolve("model.onnx") : output);
        try (EditingSession session = model.editor().onDevice(Device.cpu()).open()) {
            Adapter sum = adapters.stream()
                    .map(session::read)
                    .reduce(Adapter::combinedWith)
                    .orElseThrow();
            spec.commandLine().getOut().println("Merged model written to " + session.merge(sum, output, format));
        }
    }
}
