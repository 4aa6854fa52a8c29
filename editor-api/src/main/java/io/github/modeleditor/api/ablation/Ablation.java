package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Does each piece of a method earn its place on this model? Trains the same facts in several ways, and says of each what it learned
 * and what it harmed. As thread-safe as what it is given.
 *
 * @param editor the model and everything that stays the same
 * @param facts what is taught in every run; at least one
 * @param variants the ways that are compared; at least one
 * @param modes how the facts are edited; at least one
 * @param seeds each variant is run with every one of them; at least one
 * @param listener who hears of the progress of every edit
 */
public record Ablation(
        ModelEditor editor,
        List<Fact> facts,
        List<Variant> variants,
        List<EditMode> modes,
        List<Long> seeds,
        EditListener listener) {
    private static final int USUAL = 10;

    public Ablation {
        Objects.requireNonNull(editor, "editor");
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(variants, "variants");
        Objects.requireNonNull(modes, "modes");
        Objects.requireNonNull(seeds, "seeds");
        Objects.requireNonNull(listener, "listener");
        facts = List.copyOf(facts);
        variants = List.copyOf(variants);
        modes = List.copyOf(modes);
        seeds = List.copyOf(seeds);
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to train. Give at least one.");
        }
        if (variants.isEmpty() || modes.isEmpty() || seeds.isEmpty()) {
            throw new InvalidConfigurationException("An ablation of " + variants.size() + " variants in " + modes.size()
                    + " modes with " + seeds.size() + " seeds has no run. Give at least one of each.");
        }
    }

    /**
     * All facts at once by these variants, with the editor's own seed.
     *
     * @param editor the model and everything that stays the same
     * @param facts what is taught in every run; at least one
     * @param variants the ways that are compared; at least one
     * @return the ablation, which has not begun
     * @throws InvalidFactException if there is no fact
     * @throws InvalidConfigurationException if there is no variant
     */
    public static Ablation of(ModelEditor editor, Collection<Fact> facts, List<Variant> variants) {
        Objects.requireNonNull(editor, "editor");
        Objects.requireNonNull(facts, "facts");
        return new Ablation(
                editor,
                List.copyOf(facts),
                variants,
                List.of(EditMode.MASS),
                List.of(editor.settings().training().seed()),
                EditListener.silent());
    }

    /**
     * The editor's method as it is, and without each of its pieces.
     *
     * @param editor the model and the method
     * @param facts what is taught in every run; at least one
     * @return the ablation, which has not begun
     * @throws InvalidFactException if there is no fact
     */
    public static Ablation ofPieces(ModelEditor editor, Collection<Fact> facts) {
        return of(editor, facts, Variant.leavingOut(editor, List.of(MethodPiece.values())));
    }

    /**
     * The paper's ablation: every loss with every choice of ten random prefixes with the facts' own paraphrases, and ten random facts, for
     * each fact.
     *
     * @param editor the model and everything that stays the same; its augmentations, loss mask and objective are replaced
     * @param facts what is taught in every run; at least one
     * @param pool what random facts are drawn from
     * @return the ablation, which has not begun
     * @throws InvalidFactException if there is no fact
     * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 4</a>
     */
    public static Ablation ofPaper(ModelEditor editor, Collection<Fact> facts, Collection<TrainingText> pool) {
        Objects.requireNonNull(pool, "pool");
        return of(
                editor,
                facts,
                Variant.grid(
                        List.of(TrainedLoss.values()),
                        List.of(TrainedTexts.values()),
                        List.of(Augmentation.randomPrefixes(USUAL), Augmentation.paraphrases()),
                        List.of(Augmentation.randomFacts(pool, USUAL))));
    }

    /**
     * The same in other modes.
     *
     * @param newModes how the facts are edited; at least one
     * @return a new ablation
     * @throws InvalidConfigurationException if there is none
     */
    public Ablation withModes(List<EditMode> newModes) {
        return new Ablation(editor, facts, variants, newModes, seeds, listener);
    }

    /**
     * The same with several seeds, so that a table has means with their standard errors.
     *
     * @param newSeeds each variant is run with every one of them; at least one
     * @return a new ablation
     * @throws InvalidConfigurationException if there is none
     */
    public Ablation withSeeds(List<Long> newSeeds) {
        return new Ablation(editor, facts, variants, modes, newSeeds, listener);
    }

    /**
     * The same with a listener.
     *
     * @param newListener who hears of the progress of every edit
     * @return a new ablation
     */
    public Ablation onProgress(EditListener newListener) {
        return new Ablation(editor, facts, variants, modes, seeds, newListener);
    }

    /**
     * Opens the model and makes every run: all variants with the first seed before any with the second, so that what is done is a
     * whole comparison early.
     *
     * @param finished hears of each run when it is done
     * @return all runs, in that order
     */
    public List<AblationRow> run(Consumer<AblationRow> finished) {
        Objects.requireNonNull(finished, "finished");
        List<AblationRow> rows = new ArrayList<>();
        try (EditingSession session = editor.open()) {
            for (long seed : seeds) {
                for (EditMode mode : modes) {
                    for (Variant variant : variants) {
                        AblationRow row = run(session, mode, variant, seed);
                        rows.add(row);
                        finished.accept(row);
                    }
                }
            }
        }
        return rows;
    }

    private AblationRow run(EditingSession open, EditMode mode, Variant variant, long seed) {
        List<PromptReport> prompts = new ArrayList<>();
        Optional<Harm> harm = Optional.empty();
        int steps = 0;
        double seconds = 0;
        try (EditingSession session =
                open.with(same -> prepared(variant.change().apply(same), mode, seed))) {
            for (List<Fact> edit : edits(mode)) {
                try (EditedModel edited = session.edit(EditRequest.of(edit).onProgress(listener))) {
                    EditReport report = edited.report();
                    report.facts().stream().map(FactReport::ownPrompts).forEach(prompts::addAll);
                    harm = report.harm();
                    steps += report.training().steps();
                    seconds += report.training().timing().trainSeconds();
                }
            }
        }
        return new AblationRow(
                mode,
                variant.name(),
                seed,
                Scores.of(prompts, PromptReport::before),
                Scores.of(prompts, PromptReport::after),
                harm,
                steps,
                seconds);
    }

    /** What each of many single edits harms could not be shown in one row. */
    private static ModelEditor prepared(ModelEditor editor, EditMode mode, long seed) {
        ModelEditor seeded = editor.withTraining(editor.settings().training().withSeed(seed));
        return mode == EditMode.MASS
                ? seeded
                : seeded.withEvaluation(seeded.settings().evaluation().withHarm(HarmExtent.NONE));
    }

    private List<List<Fact>> edits(EditMode mode) {
        return mode == EditMode.MASS
                ? List.of(facts)
                : facts.stream().map(List::of).toList();
    }
}
