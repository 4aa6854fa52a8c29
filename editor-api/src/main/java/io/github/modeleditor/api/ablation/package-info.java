/**
 * Does each piece of a method earn its place? An {@link io.github.modeleditor.api.ablation.Ablation} teaches a model the same facts in
 * several ways: by the editor's own method, whole and without each {@link io.github.modeleditor.api.ablation.MethodPiece}; by every {@link
 * io.github.modeleditor.api.ablation.TrainedLoss} with every choice of {@link io.github.modeleditor.api.ablation.TrainedTexts}, as the
 * paper's ablation does; or by any {@link io.github.modeleditor.api.ablation.Variant} of the caller's. Facts are edited all at once or one
 * by one ({@link io.github.modeleditor.api.ablation.EditMode}), with one seed or several. Each run is an {@link
 * io.github.modeleditor.api.ablation.AblationRow}: what was learned, and what it harmed. An {@link
 * io.github.modeleditor.api.ablation.AblationTable} shows the variants side by side, with standard errors over the seeds, as Markdown or
 * JSON.
 */
@NullMarked
package io.github.modeleditor.api.ablation;

import org.jspecify.annotations.NullMarked;
