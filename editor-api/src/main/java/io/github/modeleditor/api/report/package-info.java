/**
 * What comes back to be read. An {@link io.github.modeleditor.api.report.EditReport} is an {@link
 * io.github.modeleditor.api.report.EvaluationReport} with a {@link io.github.modeleditor.api.report.TrainingSummary}; it has
 * {@link io.github.modeleditor.api.report.Scores} before and after, over all facts and for each of them ({@link
 * io.github.modeleditor.api.report.FactReport}), down to each prompt ({@link
 * io.github.modeleditor.api.report.PromptReport}). A {@link io.github.modeleditor.api.report.ModelSummary} tells what a model
 * is before anything is trained. Figures that were not measured are NaN; everything else that may be absent is an {@link
 * java.util.Optional}.
 */
@NullMarked
package io.github.modeleditor.api.report;

import org.jspecify.annotations.NullMarked;
