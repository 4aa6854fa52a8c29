package io.github.modeleditor.cli;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.EditingSession;
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
            paramLabel = "DIR",
            required = true,
            description = "Where the merged model goes; it must not exist, or be empty.")
    private Path output;

    @Override
    public void run() {
        Destination.requireNoInput(output, adapters);
        Destination.requireNoInput(output, List.of(model.folder()));
        AtomicFolders.requireFree(output);
        AtomicFiles.requireWritable(output.resolve("model.onnx"));
        try (EditingSession session = model.editor().onDevice(Device.cpu()).open()) {
            Adapter sum = adapters.stream()
                    .map(session::read)
                    .reduce(Adapter::combinedWith)
                    .orElseThrow();
            spec.commandLine().getOut().println("Merged model written to " + session.merge(sum, output));
        }
    }
}
