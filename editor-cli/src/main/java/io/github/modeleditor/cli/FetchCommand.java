package io.github.modeleditor.cli;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.cli.fetch.HubRepository;
import io.github.modeleditor.cli.fetch.ModelFetch;
import io.github.modeleditor.cli.fetch.ModelFetch.Environment;
import io.github.modeleditor.cli.fetch.ModelFetch.Fetched;
import io.github.modeleditor.cli.fetch.WeightsFormat;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads a model. */
@Command(
        name = "fetch",
        description =
                "Downloads a model from the Hugging Face Hub: weights in one form, configuration and tokenizer. What is"
                        + " there is kept, what was cut off is gone on with, and every file is held against its hash.",
        footer = {
            "",
            "HF_TOKEN is who asks, for models that are gated or private; HF_ENDPOINT is another hub that speaks the same."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings({"NullAway.Init", "try"}) // picocli sets what is required; a hook is there to be closed
final class FetchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "OWNER/NAME", description = "The repository, such as HuggingFaceTB/SmolLM2-135M.")
    private String repository;

    @Option(
            names = "--revision",
            paramLabel = "R",
            defaultValue = "main",
            description = "A branch, a tag or a commit (default: ${DEFAULT-VALUE}).")
    private String revision;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "The folder for the files; other commands take it as --model.")
    private Path output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "auto",
            description =
                    "The form of the weights: safetensors, gguf or onnx, or auto, the first of safetensors, onnx and gguf that"
                            + " there is (default: ${DEFAULT-VALUE}).")
    private WeightsFormat format;

    @Option(
            names = "--file",
            paramLabel = "NAME",
            description = "Which GGUF file or ONNX graph, where there are several; may have a star: '*Q8_0.gguf'.")
    private @Nullable String file;

    @Mixin
    private Outputs outputs;

    @Override
    public void run() {
        outputs.requireFolderToCome(output);
        ModelFetch fetch = fetch(System::getenv);
        spec.commandLine().getErr().println("Asking " + fetch.repository().endpoint() + " for " + repository);
        try (Interruption interruption = Interruption.saying(
                        spec.commandLine().getErr(),
                        "Interrupted. What was loaded is kept in " + output
                                + "; the same command goes on from there.");
                TransferProgress progress =
                        TransferProgress.console(spec.commandLine().getErr())) {
            Fetched fetched = fetch.into(output, outputs.force(), progress);
            spec.commandLine()
                    .getOut()
                    .println(repository + " at commit " + fetched.commit() + ": " + progress.loaded()
                            + " files loaded, " + (fetched.files() - progress.loaded()) + " were there; "
                            + (fetched.bytes() + 500_000) / 1_000_000 + " MB in " + fetched.model()
                            + "\nNext: modeleditor describe --model " + fetched.model());
        }
    }

    /** What the options and the environment's variables say. */
    ModelFetch fetch(Function<String, @Nullable String> environment) {
        Optional<String> hub = variable(environment, "HF_ENDPOINT");
        URI endpoint;
        try {
            endpoint = hub.map(URI::create).orElse(HubRepository.HUGGING_FACE);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidConfigurationException(
                    "HF_ENDPOINT is \"" + hub.orElse("") + "\", which is no address. Set it to one such as "
                            + HubRepository.HUGGING_FACE + ", or unset it.",
                    malformed);
        }
        return new ModelFetch(
                new HubRepository(endpoint, repository, revision),
                format,
                Optional.ofNullable(file),
                variable(environment, "HF_TOKEN"),
                Environment.usual());
    }

    private static Optional<String> variable(Function<String, @Nullable String> environment, String name) {
        return Optional.ofNullable(environment.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
