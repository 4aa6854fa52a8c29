package io.github.modeleditor.cli;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.examples.console.ConsoleProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private AdaptedModelOptions model;

    @Mixin
    private FactOptions facts;

    @Mixin
    private EvaluationOptions evaluation;

    @Mixin
    private ReportOptions reports;

    @Override
    public void run() {
        Outputs outputs = reports.outputs();
        outputs.reads(model.folder(), model.adapter(), facts.file());
        evaluation.noteInputs(outputs);
        reports.requireWritable();
        evaluation.requireWritable(outputs);
        FactOptions.Taught taught = facts.taught();
        ModelEditor editor = model.editor().withEvaluation(evaluation.config(taught.others()));
        spec.commandLine().getErr().println("Opening " + model.folder());
        try (ConsoleProgress progress = ConsoleProgress.console();
                EditingSession session = editor.open();
                LanguageModel language = model.in(session)) {
            EvaluationReport report = session.evaluate(
                    EvaluationRequest.of(taught.facts())
                            .withSource(taught.source())
                            .onProgress(progress),
                    language);
            reports.console().println(report.toText());
            reports.write(report);
        }
    }
}
