package io.github.modeleditor.examples.cli;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.core.augmentation.Augmentations;
import io.github.modeleditor.core.storage.AtomicFiles;
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

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "A folder with an ONNX decoder.")
    private Path model;

    @Mixin
    private FactOptions facts;

    @Option(
            names = "--paraphrases",
            paramLabel = "N",
            defaultValue = "10",
            description = "Random prefixes for each fact (default: ${DEFAULT-VALUE}).")
    private int paraphrases;

    @Option(
            names = "--random-facts",
            paramLabel = "N",
            defaultValue = "0",
            description = "Unrelated facts beside each fact, from the records after the limit (default: "
                    + "${DEFAULT-VALUE}).")
    private int randomFacts;

    @Option(
            names = "--similar-facts",
            paramLabel = "N",
            defaultValue = "0",
            description = "Facts nearest to each fact, from the records after the limit (default: ${DEFAULT-VALUE}).")
    private int similarFacts;

    @Mixin
    private TrainingOptions training;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Where the adapter goes; the base graph that takes it is written beside it.")
    private @Nullable Path adapter;

    @Mixin
    private EvaluationOptions evaluation;

    @Mixin
    private ReportOptions reports;

    @Override
    public void run() {
        reports.requireWritable();
        if (adapter != null) {
            AtomicFiles.requireWritable(adapter);
        }
        FactOptions.Taught taught = facts.taught();
        ModelEditor editor = editor(taught.pool());
        spec.commandLine().getErr().println("Opening " + model);
        try (ConsoleProgress progress = ConsoleProgress.console();
                EditedModel edited = editor.onProgress(progress).edit(taught.facts())) {
            keep(edited);
        }
    }

    private ModelEditor editor(List<TrainingText> pool) {
        return training.applyTo(ModelEditor.forModel(model))
                .withEvaluation(evaluation.config())
                .withAugmentation(
                        Augmentations.randomPrefixes(paraphrases),
                        Augmentations.paraphrases(),
                        Augmentations.randomFacts(pool, randomFacts),
                        Augmentations.similarFacts(pool, similarFacts));
    }

    private void keep(EditedModel edited) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(edited.report().toText());
        if (adapter != null) {
            out.println("Adapter written to " + edited.save(adapter));
        }
        reports.write(edited.report(), out);
    }
}
