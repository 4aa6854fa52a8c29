package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Scores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Does each piece of the method earn its place on this model? Trains the same facts with every loss and every augmentation,
 * as the paper's ablation does. As thread-safe as what it is given.
 *
 * @param editor the model and everything that stays the same, such as the training configuration; its augmentations, loss
 *     mask and objective are replaced
 * @param facts what is taught in every run; at least one
 * @param generalization what is trained where {@link TrainedTexts} says paraphrases
 * @param locality what is trained where {@link TrainedTexts} says random facts
 * @param listener who hears of the progress of every edit
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 4</a>
 */
public record Ablation(
        ModelEditor editor,
        List<Fact> facts,
        List<Augmentation> generalization,
        List<Augmentation> locality,
        EditListener listener) {
    private static final int USUAL = 10;

    public Ablation {
        Objects.requireNonNull(editor, "editor");
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(generalization, "generalization");
        Objects.requireNonNull(locality, "locality");
        Objects.requireNonNull(listener, "listener");
        facts = List.copyOf(facts);
        generalization = List.copyOf(generalization);
        locality = List.copyOf(locality);
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to train. Give at least one.");
        }
    }

    /**
     * An ablation of the paper's method: ten random prefixes with the facts' own paraphrases, and ten random facts, for each fact.
     *
     * @param editor the model and everything that stays the same
     * @param facts what is taught in every run; at least one
     * @param pool what random facts are drawn from
     * @return the ablation, which has not begun
     * @throws InvalidFactException if there is no fact
     */
    public static Ablation of(ModelEditor editor, Collection<Fact> facts, Collection<TrainingText> pool) {
        Objects.requireNonNull(editor, "editor");
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(pool, "pool");
        return of(
                editor,
                facts,
                List.of(Augmentation.randomPrefixes(USUAL), Augmentation.paraphrases()),
                List.of(Augmentation.randomFacts(pool, USUAL)));
    }

    /**
     * An ablation of other augmentations.
     *
     * @param editor the model and everything that stays the same
     * @param facts what is taught in every run; at least one
     * @param generalization what makes facts hold in other words and places
     * @param locality what keeps other facts as they are
     * @return the ablation, which has not begun
     * @throws InvalidFactException if there is no fact
     */
    public static Ablation of(
            ModelEditor editor,
            Collection<Fact> facts,
            Collection<Augmentation> generalization,
            Collection<Augmentation> locality) {
        Objects.requireNonNull(editor, "editor");
        Objects.requireNonNull(facts, "facts");
        Objects.requireNonNull(generalization, "generalization");
        Objects.requireNonNull(locality, "locality");
        return new Ablation(
                editor, List.copyOf(facts), List.copyOf(generalization), List.copyOf(locality), EditListener.silent());
    }

    /**
     * The same with a listener.
     *
     * @param newListener who hears of the progress of every edit
     * @return a new ablation
     */
    public Ablation onProgress(EditListener newListener) {
        return new Ablation(editor, facts, generalization, locality, newListener);
    }

    /**
     * Opens the model and makes every run: for each mode, each loss with each augmentation.
     *
     * @param modes how to edit
     * @param finished hears of each run when it is done
     * @return all runs, in that order
     */
    public List<AblationRow> run(List<EditMode> modes, Consumer<AblationRow> finished) {
        Objects.requireNonNull(modes, "modes");
        Objects.requireNonNull(finished, "finished");
        return run(modes, List.of(TrainedLoss.values()), List.of(TrainedTexts.values()), finished);
    }

    /**
     * Opens the model and makes some of the runs: for each mode, each loss with each augmentation.
     *
     * @param modes how to edit
     * @param losses what is minimised
     * @param augmentations what is trained beside the facts
     * @param finished hears of each run when it is done
     * @return these runs, in that order
     */
    public List<AblationRow> run(
            List<EditMode> modes,
            List<TrainedLoss> losses,
            List<TrainedTexts> augmentations,
            Consumer<AblationRow> finished) {
        Objects.requireNonNull(modes, "modes");
        Objects.requireNonNull(losses, "losses");
        Objects.requireNonNull(augmentations, "augmentations");
        Objects.requireNonNull(finished, "finished");
        List<AblationRow> rows = new ArrayList<>();
        try (EditingSession session = editor.open()) {
            for (EditMode mode : modes) {
                for (TrainedLoss loss : losses) {
                    for (TrainedTexts texts : augmentations) {
                        AblationRow row = run(session, mode, loss, texts);
                        rows.add(row);
                        finished.accept(row);
                    }
                }
            }
        }
        return rows;
    }

    private AblationRow run(EditingSession open, EditMode mode, TrainedLoss loss, TrainedTexts texts) {
        List<PromptReport> prompts = new ArrayList<>();
        int steps = 0;
        double seconds = 0;
        try (EditingSession session = open.with(same -> loss.applyTo(same).withAugmentation(augmentations(texts)))) {
            for (List<Fact> edit : edits(mode)) {
                try (EditedModel edited = session.edit(EditRequest.of(edit).onProgress(listener))) {
                    EditReport report = edited.report();
                    report.facts().stream().map(FactReport::ownPrompts).forEach(prompts::addAll);
                    steps += report.training().steps();
                    seconds += report.training().timing().trainSeconds();
                }
            }
        }
        return new AblationRow(
                mode,
                loss,
                texts,
                Scores.of(prompts, PromptReport::before),
                Scores.of(prompts, PromptReport::after),
                steps,
                seconds);
    }

    private List<List<Fact>> edits(EditMode mode) {
        return mode == EditMode.MASS
                ? List.of(facts)
                : facts.stream().map(List::of).toList();
    }

    private List<Augmentation> augmentations(TrainedTexts texts) {
        List<Augmentation> chosen = new ArrayList<>();
        if (texts.paraphrases()) {
            chosen.addAll(generalization);
        }
        if (texts.randomFacts()) {
            chosen.addAll(locality);
        }
        return chosen;
    }
}
