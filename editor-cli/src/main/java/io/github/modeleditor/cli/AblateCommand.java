package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.ablation.Ablation;
import io.github.modeleditor.api.ablation.AblationRow;
import io.github.modeleditor.api.ablation.AblationTable;
import io.github.modeleditor.api.ablation.EditMode;
import io.github.modeleditor.api.ablation.MethodPiece;
import io.github.modeleditor.api.ablation.TrainedLoss;
import io.github.modeleditor.api.ablation.TrainedTexts;
import io.github.modeleditor.api.ablation.Variant;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.core.storage.Destination;
import io.github.modeleditor.examples.console.ConsoleProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what each piece of a method is good for. */
@Command(
        name = "ablate",
        description =
                "Teaches a model the same facts by a method as it is and without each of its pieces, and compares what was learned"
                        + " and what was harmed; of the paper's method every loss with every augmentation.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class AblateCommand implements Runnable {
    /** As many as the paper's method has random prefixes. */
    private static final int RANDOM_FACTS = 10;

    /** What {@code --pieces} takes. */
    private static final class PieceWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Converters.words(MethodPiece.class).keySet().iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--pieces",
            paramLabel = "PIECE",
            split = ",",
            completionCandidates = PieceWords.class,
            description = "What is left out, one after the other (default: all there are): ${COMPLETION-CANDIDATES}.")
    private @Nullable List<MethodPiece> pieces;

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            split = ",",
            description =
                    "With --method paper, what is minimised (default: all there are): full-likelihood, conditional-likelihood,"
                            + " conditional-likelihood-and-preference.")
    private @Nullable List<TrainedLoss> losses;

    @Option(
            names = "--texts",
            paramLabel = "TEXTS",
            split = ",",
            description =
                    "With --method paper, what is trained (default: all there are): facts-alone, paraphrases, random-facts,"
                            + " both.")
    private @Nullable List<TrainedTexts> texts;

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
            names = "--seeds",
            paramLabel = "SEED",
            split = ",",
            description =
                    "Run everything with each of these seeds, and show means with their standard errors (default: the one of"
                            + " --seed).")
    private @Nullable List<Long> seeds;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where the runs go, as JSON; - is the standard output.")
    private @Nullable Path report;

    @Mixin
    private FactOptions facts;

    @Mixin
    private MethodOptions method;

    @Mixin
    private HarmOptions harm;

    @Mixin
    private Outputs outputs;

    @Override
    public void run() {
        outputs.reads(model.folder(), facts.file());
        outputs.require(report, Destination.REPORT);
        requireFittingMethod();
        Ablation ablation = ablation(facts.taught()).withModes(modes);
        if (seeds != null) {
            ablation = ablation.withSeeds(seeds);
        }
        try (ConsoleProgress progress = ConsoleProgress.console()) {
            progress.begin("Opening " + model.folder());
            run(ablation.onProgress(progress));
        }
    }

    private void requireFittingMethod() {
        if (method.isPaper() && pieces != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--pieces are of the preserving method. With --method paper give --loss and --texts");
        }
        if (!method.isPaper() && (losses != null || texts != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--loss and --texts are of the paper's method. Give --method paper, or --pieces");
        }
    }

    private Ablation ablation(FactOptions.Taught taught) {
        ModelEditor editor = method.applyTo(model.editor(), taught.pool())
                .withEvaluation(harm.applyTo(EvaluationConfig.defaults(), taught.others()));
        return Ablation.of(editor, taught.facts(), method.isPaper() ? grid(taught.pool()) : leavingOut(editor));
    }

    private List<Variant> leavingOut(ModelEditor editor) {
        return Variant.leavingOut(editor, orAll(pieces, MethodPiece.values()));
    }

    private List<Variant> grid(List<TrainingText> pool) {
        return Variant.grid(
                orAll(losses, TrainedLoss.values()),
                orAll(texts, TrainedTexts.values()),
                method.generalization(),
                method.locality(pool, RANDOM_FACTS));
    }

    private static <T> List<T> orAll(@Nullable List<T> chosen, T[] all) {
        return chosen == null ? List.of(all) : chosen;
    }

    private void run(Ablation ablation) {
        PrintWriter out = outputs.console(report);
        PrintWriter err = spec.commandLine().getErr();
        List<AblationRow> rows = new ArrayList<>();
        ablation.run(row -> {
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
