package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Scores;
import java.util.Objects;
import java.util.Optional;

/**
 * What one run of an ablation reached.
 *
 * @param mode how the facts were edited
 * @param variant the name of the way they were edited
 * @param seed where its randomness began
 * @param before the unedited model's scores
 * @param after the edited model's scores; over single edits each prompt counts once, asked of the model that was taught its
 *     fact
 * @param harm what became of the rest of the model, where that was measured; empty over single edits, which are as many models
 * @param steps optimizer steps, of all single edits together
 * @param trainSeconds wall-clock seconds of augmentation and training, of all single edits together
 */
public record AblationRow(
        EditMode mode,
        String variant,
        long seed,
        Scores before,
        Scores after,
        Optional<Harm> harm,
        int steps,
        double trainSeconds) {
    public AblationRow {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(variant, "variant");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(harm, "harm");
    }
}
