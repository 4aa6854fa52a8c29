/**
 * Does each piece of the method earn its place? An {@link io.github.modeleditor.api.ablation.Ablation} teaches a model the
 * same facts once with every {@link io.github.modeleditor.api.ablation.TrainedLoss} and every choice of {@link
 * io.github.modeleditor.api.ablation.TrainedTexts}, and an {@link io.github.modeleditor.api.ablation.AblationTable} shows
 * the runs side by side.
 */
@NullMarked
package io.github.modeleditor.api.ablation;

import org.jspecify.annotations.NullMarked;
