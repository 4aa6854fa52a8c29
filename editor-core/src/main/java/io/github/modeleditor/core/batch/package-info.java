/**
 * Texts side by side. {@link io.github.modeleditor.core.batch.EpochSteps} deals the texts of an epoch out to optimizer steps,
 * short and long ones to each. A {@link io.github.modeleditor.core.batch.Step} is a list of {@link
 * io.github.modeleditor.core.batch.Pass}es, as {@link io.github.modeleditor.core.batch.Passes} cuts it; {@link
 * io.github.modeleditor.core.batch.Batches} lays a pass out as the engine wants it, each text in a row of its own or packed one
 * behind the other.
 *
 * <p>For scoring it puts texts of like length together, longest first and within {@link
 * io.github.modeleditor.core.batch.BatchLimits}: a {@link io.github.modeleditor.core.batch.ScoringPass} asks a model about many
 * texts and gives a {@link io.github.modeleditor.core.batch.TextScore} for each, kept in {@link
 * io.github.modeleditor.core.batch.TextScores}.
 */
@NullMarked
package io.github.modeleditor.core.batch;

import org.jspecify.annotations.NullMarked;
