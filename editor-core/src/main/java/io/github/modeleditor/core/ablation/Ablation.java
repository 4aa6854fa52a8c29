package io.github.modeleditor.core.ablation;

import com.google.common.collect.Lists;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.core.augmentation.Augmentations;
import io.github.modeleditor.core.metric.Averages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Does each piece of the method earn its place on this model? Trains the same facts with every loss and every augmentation,
 * as the paper's ablation does. Immutable; as thread-safe as what it is given.
 *
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 4</a>
 */
public final class Ablation {
    private final ModelEditor editor;
    private final List<Fact> facts;
    private final List<TrainingText> pool;
    private final int paraphrases;
    private final int randomFacts;

    /**
     * An ablation.
     *
     * @param editor the model and everything that stays the same, such as the training configuration; its augmentations,
     *     loss mask and objective are replaced
     * @param facts what is taught in every run; at least one
     * @param pool what random facts are drawn from
     * @param paraphrases random prefixes for each fact, where paraphrases are trained
     * @param randomFacts random facts for each fact, where they are trained
     */
    public Ablation(ModelEditor editor, List<Fact> facts, List<TrainingText> pool, int paraphrases, int randomFacts) {
        this.editor = editor;
        this.facts = List.copyOf(facts);
        this.pool = List.copyOf(pool);
        this.paraphrases = paraphrases;
        this.randomFacts = randomFacts;
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to train. Give at least one.");
        }
    }

    /**
     * Opens the model and makes every run: for each mode, each loss with each augmentation.
     *
     * @param modes how to edit
     * @param finished hears of each run when it is done
     * @return all runs, in that order
     */
    public List<AblationRow> run(List<EditMode> modes, Consumer<AblationRow> finished) {
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
        List<List<Fact>> edits = Lists.partition(facts, mode == EditMode.MASS ? facts.size() : 1);
        List<PromptReport> prompts = new ArrayList<>();
        int steps = 0;
        double seconds = 0;
        try (EditingSession session = open.with(loss.applyTo(editor).withAugmentation(augmentations(texts)))) {
            for (List<Fact> edit : edits) {
                try (EditedModel edited = session.edit(edit)) {
                    EditReport report = edited.report();
                    prompts.addAll(Averages.ownForms(report.facts()));
                    steps += report.training().steps();
                    seconds += report.training().trainSeconds();
                }
            }
        }
        return new AblationRow(
                mode,
                loss,
                texts,
                Averages.of(prompts, PromptReport::before),
                Averages.of(prompts, PromptReport::after),
                steps,
                seconds);
    }

    private Augmentation[] augmentations(TrainedTexts texts) {
        List<Augmentation> chosen = new ArrayList<>();
        if (texts.paraphrases()) {
            chosen.add(Augmentations.randomPrefixes(paraphrases));
            chosen.add(Augmentations.paraphrases());
        }
        if (texts.randomFacts()) {
            chosen.add(Augmentations.randomFacts(pool, randomFacts));
        }
        return chosen.toArray(Augmentation[]::new);
    }
}
