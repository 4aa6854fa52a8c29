package io.github.modeleditor.cli;

import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.core.storage.Destination;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Teaches a model the facts of a file. */
@Command(
        name = "edit",
        description = "Teaches a model the facts of a file and reports what changed and what did not.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class EditCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Mixin
    private FactOptions facts;

    @Mixin
    private MethodOptions method;

    @Mixin
    private AcceptanceOptions acceptance;

    @Option(
            names = "--save",
            paramLabel = "PATH",
            description =
                    "Where the adapter goes; in the format onnx the base graph that takes it is written beside it.")
    private @Nullable Path adapter;

    @Option(
            names = "--save-format",
            paramLabel = "FORMAT",
            defaultValue = "onnx",
            description =
                    "How the adapter is saved: onnx, peft (a folder), genai, or gguf, for llama.cpp and Ollama (default: ${DEFAULT-VALUE}).")
    private AdapterFormat format;

    @Mixin
    private EvaluationOptions evaluation;

    @Mixin
    private ReportOptions reports;

    @Mixin
    private CheckpointOptions checkpoint;

    @Override
    public void run() {
        Outputs outputs = reports.outputs();
        outputs.reads(model.folder(), facts.file());
        evaluation.noteInputs(outputs);
        reports.requireWritable();
        evaluation.requireWritable(outputs);
        requireAdapter(outputs);
        checkpoint.requireWritable(outputs);
        FactOptions.Taught taught = facts.taught();
        ModelEditor editor =
                method.applyTo(model.editor(), taught.pool()).withEvaluation(evaluation.config(taught.others()));
        EditRequest request =
                EditRequest.of(taught.facts()).withSource(taught.source()).accepting(acceptance.policy());
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption = Interruption.of(err);
                ConsoleProgress progress = ConsoleProgress.console()) {
            progress.begin("Opening " + model.folder());
            try {
                edit(editor, request.cancelledBy(interruption.cancellation()).onProgress(interruption.and(progress)));
            } catch (EditCancelledException stopped) {
                if (!interruption.happened()) {
                    throw stopped;
                }
                err.println(interruption.place() + ". " + checkpoint.kept());
                err.flush();
            }
        }
    }

    private void edit(ModelEditor editor, EditRequest request) {
        try (EditingSession session = editor.open();
                EditedModel edited = checkpoint.edit(session, editor.settings(), request)) {
            keep(edited);
            checkpoint.end();
        }
    }

    private void requireAdapter(Outputs outputs) {
        if (adapter == null) {
            return;
        }
        if (Outputs.isStandardOutput(adapter)) {
            throw new ParameterException(
                    spec.commandLine(), "--save names a file or a folder: an adapter is no text. Give it a path.");
        }
        if (format == AdapterFormat.PEFT) {
            outputs.requireFolder(adapter, List.of("adapter_config.json", "adapter_model.safetensors"));
        } else {
            outputs.require(adapter, Destination.ADAPTER);
        }
    }

    private void keep(EditedModel edited) {
        PrintWriter out = reports.console();
        out.println(edited.report().toText());
        if (adapter != null) {
            out.println("Adapter written to " + save(edited, adapter));
        }
        reports.write(edited.report());
    }

    /** What gives way by force, whatever it is, does so when the adapter is there whole. */
    private Path save(EditedModel edited, Path place) {
        if (!reports.outputs().force() || !Files.isRegularFile(place)) {
            return format == AdapterFormat.ONNX
                    ? edited.save(place)
                    : edited.adapter().save(place, format);
        }
        Path folder = Objects.requireNonNull(place.toAbsolutePath().getParent(), "a file lies in a folder");
        AtomicFiles.replace(place, beside -> {
            if (format == AdapterFormat.ONNX) {
                edited.save(beside, folder);
            } else {
                edited.adapter().save(beside, format);
            }
        });
        return place;
    }
}
