/**
 * Texts side by side. {@link io.github.modeleditor.core.batch.Batches} puts texts of like length together, within {@link
 * io.github.modeleditor.core.batch.BatchLimits}, and lays them out as the engine wants them: shuffled for training, longest
 * first for a {@link io.github.modeleditor.core.batch.ScoringPass}, which asks a model about many texts and gives a {@link
 * io.github.modeleditor.core.batch.TextScore} for each, kept in {@link io.github.modeleditor.core.batch.TextScores}.
 */
@NullMarked
package io.github.modeleditor.core.batch;

import org.jspecify.annotations.NullMarked;
