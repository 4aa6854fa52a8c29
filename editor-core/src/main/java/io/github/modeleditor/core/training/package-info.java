/**
 * From batches to LoRA weights. {@link io.github.modeleditor.core.training.TrainingLoop} runs epochs breadth first: it asks
 * the engine for the gradient of each batch, clips it to a global norm, and takes a step of {@link
 * io.github.modeleditor.core.training.AdamW} at the rate of the {@link io.github.modeleditor.core.training.CosineSchedule},
 * until every fact is learned or the epochs are over. {@link io.github.modeleditor.core.training.KnownTexts} may sit an epoch out.
 * It starts from {@link
 * io.github.modeleditor.core.training.LoraInitialization} and ends in a {@link
 * io.github.modeleditor.core.training.TrainingResult}.
 */
@NullMarked
package io.github.modeleditor.core.training;

import org.jspecify.annotations.NullMarked;
