/**
 * Does each piece of the method earn its place? An {@link io.github.modeleditor.api.ablation.Ablation} teaches a model
 * the same facts once with every {@link io.github.modeleditor.api.ablation.TrainedLoss} and every choice of {@link
 * io.github.modeleditor.api.ablation.TrainedTexts}, all facts at once or one by one ({@link
 * io.github.modeleditor.api.ablation.EditMode}). Each run is an {@link io.github.modeleditor.api.ablation.AblationRow}
 * with its scores, and an {@link io.github.modeleditor.api.ablation.AblationTable} shows the rows side by side, as
 * Markdown or JSON.
 */
@NullMarked
package io.github.modeleditor.api.ablation;

import org.jspecify.annotations.NullMarked;
