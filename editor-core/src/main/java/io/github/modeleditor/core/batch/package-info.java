/**
 * Texts side by side, in two ways.
 *
 * <p>To train, {@link io.github.modeleditor.core.batch.EpochSteps} deals the texts of an epoch out to steps of the
 * optimizer, short and long ones to each. A {@link io.github.modeleditor.core.batch.Step} is a list of {@link
 * io.github.modeleditor.core.batch.Pass}es (micro-batches), as {@link io.github.modeleditor.core.batch.Passes} cuts it;
 * the gradients of its passes are added up. {@link io.github.modeleditor.core.batch.Batches} lays a pass out as the
 * engine wants it: each text in a row of its own or, where the model takes positions, packed one after the other
 * ({@code PackedRows}).
 *
 * <p>To score, texts of like length lie together, longest first and within {@link
 * io.github.modeleditor.core.batch.BatchLimits}: a {@link io.github.modeleditor.core.batch.ScoringPass} asks a model
 * about many texts and gives a {@link io.github.modeleditor.core.batch.TextScore} for each, kept in {@link
 * io.github.modeleditor.core.batch.TextScores}.
 */
@NullMarked
package io.github.modeleditor.core.batch;

import org.jspecify.annotations.NullMarked;
