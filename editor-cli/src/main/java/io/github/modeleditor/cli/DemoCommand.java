package io.github.modeleditor.cli;

import io.github.modeleditor.core.storage.Destination;
import io.github.modeleditor.examples.FirstEdit;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The first example. */
@Command(
        name = "demo",
        description = "Corrects one fact of the embedded nano model and shows what changed.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Runnable {
    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "first-edit",
            description = "Where the model and its adapter go (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("first-edit");

    @Override
    public void run() {
        Destination.requireFolder(
                folder, List.of("nano", "first-edit.onnx_adapter", "model_lora.onnx", "model.onnx.data"), false);
        try (ConsoleProgress progress = ConsoleProgress.console()) {
            FirstEdit.run(folder, progress, System.out);
        }
    }
}
