package io.github.modeleditor.examples.cli;

import io.github.modeleditor.api.Device;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.EvaluationReport;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a model about the facts of a file. */
@Command(
        name = "evaluate",
        description = "Reports how a model, with or without an adapter, answers for the facts of a file.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class EvaluateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "A folder with an ONNX decoder.")
    private Path model;

    @Option(
            names = "--adapter",
            paramLabel = "PATH",
            description = "An .onnx_adapter file or a PEFT folder made for this model.")
    private @Nullable Path adapter;

    @Mixin
    private FactOptions facts;

    @Mixin
    private EvaluationOptions evaluation;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, cpu:THREADS or cuda:NUMBER (default: ${DEFAULT-VALUE}).")
    private Device device;

    @Mixin
    private ReportOptions reports;

    @Override
    public void run() {
        reports.requireWritable();
        List<Fact> asked = facts.taught().facts();
        ModelEditor editor =
                ModelEditor.forModel(model).withEvaluation(evaluation.config()).onDevice(device);
        spec.commandLine().getErr().println("Opening " + model);
        try (ConsoleProgress progress = ConsoleProgress.console();
                EditingSession session = editor.onProgress(progress).open();
                LanguageModel language = adapter == null ? session.base() : session.load(adapter)) {
            EvaluationReport report = session.evaluate(asked, language);
            PrintWriter out = spec.commandLine().getOut();
            out.println(report.toText());
            reports.write(report, out);
        }
    }
}
