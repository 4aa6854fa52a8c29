/**
 * Texts side by side. {@link io.github.modeleditor.core.batch.EpochSteps} deals the texts of an epoch out to optimizer
 * steps, short and long ones to each; {@link io.github.modeleditor.core.batch.Passes} cuts a step into passes. {@link
 * io.github.modeleditor.core.batch.Batches} lays a pass out as the engine wants it, each text in a row of its own or packed
 * one behind the other, and puts texts of like length together, longest first and within {@link
 * io.github.modeleditor.core.batch.BatchLimits}, for a {@link io.github.modeleditor.core.batch.ScoringPass}, which asks a
 * model about many texts and gives a {@link io.github.modeleditor.core.batch.TextScore} for each, kept in {@link
 * io.github.modeleditor.core.batch.TextScores}.
 */
@NullMarked
package io.github.modeleditor.core.batch;

import org.jspecify.annotations.NullMarked;
