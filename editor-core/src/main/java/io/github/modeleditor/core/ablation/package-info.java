/**
 * Does each piece of the method earn its place? An {@link io.github.modeleditor.core.ablation.Ablation} teaches a model the
 * same facts once with every {@link io.github.modeleditor.core.ablation.TrainedLoss} and every choice of {@link
 * io.github.modeleditor.core.ablation.TrainedTexts}, and an {@link io.github.modeleditor.core.ablation.AblationTable} shows
 * the runs side by side.
 */
@NullMarked
package io.github.modeleditor.core.ablation;

import org.jspecify.annotations.NullMarked;
