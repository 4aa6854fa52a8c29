package io.github.modeleditor.api.spi;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Augmentation;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.Objective;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything a {@link ModelEditor} was told, for an engine to act on.
 *
 * @param model the model's folder
 * @param augmentations what is trained beside the facts, in this order
 * @param lossMask which tokens count; empty for the conditional likelihood
 * @param objective what is minimised; empty for the mean negative log-likelihood of the tokens that count
 * @param lora the adapter's shape
 * @param training how it is trained
 * @param evaluation what is measured beside the facts
 * @param device where
 * @param precision what numbers the frozen model is computed in
 * @param listener who hears of progress
 * @param cancellation what stops it
 */
public record EditorSettings(
        Path model,
        List<Augmentation> augmentations,
        Optional<LossMask> lossMask,
        Optional<Objective> objective,
        LoraConfig lora,
        TrainingConfig training,
        EvaluationConfig evaluation,
        Device device,
        Precision precision,
        EditListener listener,
        Cancellation cancellation) {
    public EditorSettings {
        augmentations = List.copyOf(augmentations);
    }
}
