package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.report.Scores;
import java.util.Objects;

/**
 * What one run of an ablation reached.
 *
 * @param mode how the facts were edited
 * @param loss what was minimised
 * @param texts what was trained beside the facts
 * @param before the unedited model's scores
 * @param after the edited model's scores; over single edits each prompt counts once, asked of the model that was taught its
 *     fact
 * @param steps optimizer steps, of all single edits together
 * @param trainSeconds wall-clock seconds of augmentation and training, of all single edits together
 */
public record AblationRow(
        EditMode mode,
        TrainedLoss loss,
        TrainedTexts texts,
        Scores before,
        Scores after,
        int steps,
        double trainSeconds) {
    public AblationRow {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(texts, "texts");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
    }
}
