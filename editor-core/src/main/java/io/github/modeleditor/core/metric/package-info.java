/**
 * What an edit changed and what it left alone. An {@link io.github.modeleditor.core.metric.Evaluator} turns facts into
 * questions once, asks a model all of them, and compares the {@link io.github.modeleditor.core.metric.ModelAnswers} of the
 * edited model with those of the unedited one, prompt by prompt.
 *
 * <p>What the papers report is teacher-forced. Beside it stands what the model says of its own accord, greedily, which
 * {@link io.github.modeleditor.api.report.Match} holds against the target.
 */
@NullMarked
package io.github.modeleditor.core.metric;

import org.jspecify.annotations.NullMarked;
