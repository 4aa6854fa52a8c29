/**
 * What an edit changed and what it left alone. An {@link io.github.modeleditor.core.metric.Evaluator} turns facts into
 * {@link io.github.modeleditor.core.metric.Question}s once, asks a model all of them, and compares the {@link
 * io.github.modeleditor.core.metric.Answers} of the edited model with those of the unedited one: an {@link
 * io.github.modeleditor.core.metric.Evaluation} has the scores of each fact and of all.
 *
 * <p>Scores are teacher-forced. Beside them stands what the model says of its own accord, greedily, which {@link
 * io.github.modeleditor.core.metric.GeneratedMatch} holds against the target.
 */
@NullMarked
package io.github.modeleditor.core.metric;

import org.jspecify.annotations.NullMarked;
