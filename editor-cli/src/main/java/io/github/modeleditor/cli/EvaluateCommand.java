package io.github.modeleditor.cli;

import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.examples.console.ConsoleProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a model about the facts of a file. */
@Command(
        name = "evaluate",
        description = "Reports how a model, with or without an adapter, answers for the facts of a file.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class EvaluateCommand implements Runnable {
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
        try (ConsoleProgress progress = ConsoleProgress.console()) {
            progress.begin("Opening " + model.folder());
            evaluate(editor, taught, progress);
        }
    }

    private void evaluate(ModelEditor editor, FactOptions.Taught taught, ConsoleProgress progress) {
        try (EditingSession session = editor.open();
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
