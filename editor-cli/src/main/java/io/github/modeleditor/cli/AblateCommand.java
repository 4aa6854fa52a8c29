package io.github.modeleditor.cli;

import io.github.modeleditor.api.ablation.Ablation;
import io.github.modeleditor.api.ablation.AblationRow;
import io.github.modeleditor.api.ablation.AblationTable;
import io.github.modeleditor.api.ablation.EditMode;
import io.github.modeleditor.api.ablation.TrainedLoss;
import io.github.modeleditor.api.ablation.TrainedTexts;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.core.storage.Destination;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what each piece of the method is good for. */
@Command(
        name = "ablate",
        description = "Teaches a model the same facts with every loss and every augmentation, and compares.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class AblateCommand implements Runnable {
    /** As many as the method has random prefixes. */
    private static final int RANDOM_FACTS = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Mixin
    private FactOptions facts;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            split = ",",
            defaultValue = "mass",
            description =
                    "mass for all facts at once, single for one after the other into the unedited model, or both with"
                            + " a comma (default: ${DEFAULT-VALUE}).")
    private List<EditMode> modes;

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            split = ",",
            defaultValue = "full-likelihood,conditional-likelihood,conditional-likelihood-and-preference",
            description = "What is minimised, one or more of (default): ${DEFAULT-VALUE}.")
    private List<TrainedLoss> losses;

    @Option(
            names = "--texts",
            paramLabel = "TEXTS",
            split = ",",
            defaultValue = "facts-alone,paraphrases,random-facts,both",
            description = "What is trained, one or more of (default): ${DEFAULT-VALUE}.")
    private List<TrainedTexts> texts;

    @Mixin
    private AugmentationOptions augmentation;

    @Mixin
    private TrainingOptions training;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where the runs go, as JSON; - is the standard output.")
    private @Nullable Path report;

    @Mixin
    private Outputs outputs;

    @Override
    public void run() {
        outputs.reads(model.folder(), facts.file());
        outputs.require(report, Destination.REPORT);
        FactOptions.Taught taught = facts.taught();
        PrintWriter out = outputs.console(report);
        PrintWriter err = spec.commandLine().getErr();
        try (ConsoleProgress progress = ConsoleProgress.console()) {
            progress.begin("Opening " + model.folder());
            Ablation ablation = Ablation.of(
                            training.applyTo(model.editor()
                                    .withMethod(EditingMethod.paper())
                                    .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE))),
                            taught.facts(),
                            augmentation.generalization(Recipe.paper()),
                            augmentation.locality(taught.pool(), RANDOM_FACTS))
                    .onProgress(progress);
            List<AblationRow> rows = new ArrayList<>();
            ablation.run(modes, losses, texts, row -> {
                rows.add(row);
                err.print(AblationTable.toMarkdown(row));
                err.flush();
                writeReport(rows);
            });
            out.println(new AblationTable(rows).toMarkdown().stripTrailing());
            if (report != null) {
                if (isThrough(report)) {
                    outputs.write(report, new AblationTable(rows).toJson());
                }
                out.println("Report written to " + report);
            }
        }
    }

    /** After every run, for all of them take hours; what cannot be replaced gets them all at the end. */
    private void writeReport(List<AblationRow> rows) {
        if (report != null && !isThrough(report)) {
            outputs.write(report, new AblationTable(rows).toJson());
        }
    }

    private static boolean isThrough(Path file) {
        return Outputs.isStandardOutput(file) || Destination.isThrough(file);
    }
}
