/**
 * From batches to LoRA weights. {@link io.github.modeleditor.core.training.TrainingLoop} is the way in. It runs epochs breadth
 * first: it asks the engine for loss and gradient of each {@link io.github.modeleditor.core.batch.Step}, clips the gradient to a
 * global norm, and takes a step of {@code AdamW} at the rate of the {@link
 * io.github.modeleditor.core.training.CosineSchedule}, until every fact is learned or the epochs are over. Texts that are known
 * may sit an epoch out ({@code KnownTexts}). Where memory runs out, passes are halved ({@code PassLimit}); where half precision
 * overflows, the loss is scaled down ({@code LossScaler}). It starts from {@link
 * io.github.modeleditor.core.training.LoraInitialization} and ends in a {@link
 * io.github.modeleditor.core.training.TrainingResult}.
 *
 * <p>Between two steps all of that is one {@link io.github.modeleditor.core.training.TrainingState}, which a {@link
 * io.github.modeleditor.core.training.Checkpoint} may save, and from which training goes on bit by bit.
 */
@NullMarked
package io.github.modeleditor.core.training;

import org.jspecify.annotations.NullMarked;
