package io.github.modeleditor.cli;

import io.github.modeleditor.core.storage.AtomicFolders;
import io.github.modeleditor.core.storage.Destination;
import io.github.modeleditor.importer.ModelImport;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an ONNX folder of a published model. */
@Command(
        name = "import",
        description = "Makes an ONNX folder of a model as it is published, which onnxruntime, onnxruntime-genai and all"
                + " commands here run. The other commands take such a model as it is, too, and import it each time.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class ImportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "PATH",
            description =
                    "A folder of Hugging Face (config.json and model.safetensors, or its shards), or a GGUF file.")
    private Path model;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "The folder to write; it must not exist, or be empty.")
    private Path output;

    @Option(
            names = "--keep-quantized",
            description =
                    "Keep matrices that GGUF stores as Q4_0, Q4_1 or Q8_0 in 4 and 8 bits (MatMulNBits); else all become"
                            + " single precision.")
    private boolean keepsQuantized;

    @Override
    public void run() {
        Destination.requireNoInput(output, List.of(model));
        AtomicFolders.requireFree(output);
        ModelImport.open(model, keepsQuantized).writeTo(output);
        spec.commandLine().getOut().println("imported to " + output);
    }
}
