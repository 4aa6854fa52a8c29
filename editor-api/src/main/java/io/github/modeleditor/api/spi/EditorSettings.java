package io.github.modeleditor.api.spi;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recipe;
import io.github.modeleditor.api.config.TrainingConfig;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Everything a {@code ModelEditor} was told, for an engine to act on. What belongs to one edit is in its {@link
 * io.github.modeleditor.api.EditRequest}.
 *
 * @param model the model's folder
 * @param recipe what is trained beside the facts, and what is minimised
 * @param lora the adapter's shape
 * @param training how it is trained
 * @param evaluation what is measured beside the facts
 * @param device where
 * @param precision what numbers the frozen model is computed in
 */
public record EditorSettings(
        Path model,
        Recipe recipe,
        LoraConfig lora,
        TrainingConfig training,
        EvaluationConfig evaluation,
        Device device,
        Precision precision) {
    public EditorSettings {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(lora, "lora");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(evaluation, "evaluation");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(precision, "precision");
    }

    /**
     * The defaults for a model.
     *
     * @param model its folder
     * @return the settings of {@code ModelEditor.forModel}
     */
    public static EditorSettings defaults(Path model) {
        EditingMethod method = EditingMethod.defaults();
        return new EditorSettings(
                model,
                method.recipe(),
                method.lora(),
                method.training(),
                EvaluationConfig.defaults(),
                Device.auto(),
                Precision.FLOAT32);
    }
}
