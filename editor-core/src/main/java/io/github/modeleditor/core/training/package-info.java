/**
 * From batches to LoRA weights. {@link io.github.modeleditor.core.training.TrainingLoop} is the way in: {@link
 * io.github.modeleditor.core.training.TrainingData}, and weights of {@link
 * io.github.modeleditor.core.training.LoraInitialization}, brought to the {@link
 * io.github.modeleditor.core.training.NullSpace} of what is held where that is asked, or of an adapter that exists, become a {@link
 * io.github.modeleditor.core.training.TrainingResult}.
 *
 * <ol>
 *   <li>A {@code TrainingRun} goes through epochs breadth first ({@code EpochRun}), until every fact is learned (early
 *       stopping) or the epochs are over. Texts that are known may sit an epoch out ({@code KnownTexts}). Which step sees what an {@code
 *       EpochPlan} says: where there are one or two facts, each step sees them.
 *   <li>For each {@link io.github.modeleditor.core.batch.Step} an {@code Optimization} asks the engine for loss and
 *       gradient, clips the gradient to a global norm ({@code GradientNorm}), and takes a step of {@code AdamW} at the
 *       rate of the {@link io.github.modeleditor.core.training.CosineSchedule}. {@code ObjectiveLoss} is asked first
 *       where likelihood is not all.
 *   <li>Where memory runs out, passes are halved ({@code PassLimit}), and {@link
 *       io.github.modeleditor.core.training.FittingPasses} plans them for a limit beforehand; where half precision
 *       overflows, the loss is scaled down ({@code LossScaler}).
 * </ol>
 *
 * <p>Which tokens of a text teach is settled before: {@link io.github.modeleditor.core.training.AttentionSinks} are none of them.
 *
 * <p>Between two steps all of that is one {@link io.github.modeleditor.core.training.TrainingState}, which a {@link
 * io.github.modeleditor.core.training.Checkpoint} may save, and from which training goes on bit by bit.
 */
@NullMarked
package io.github.modeleditor.core.training;

import org.jspecify.annotations.NullMarked;
