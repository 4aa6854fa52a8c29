/**
 * What an edit changed and what it left alone. A {@link io.github.modeleditor.core.metric.Questionnaire} turns facts
 * into {@code Question}s and those into tokens, once. An {@link io.github.modeleditor.core.metric.Evaluator} asks a
 * model all of them, and {@link io.github.modeleditor.core.metric.ModelAnswers} are what it said; those of unedited
 * models are kept by {@link io.github.modeleditor.core.metric.Baselines}. A {@link
 * io.github.modeleditor.core.metric.Judgement} holds the answers of the edited model against those of the unedited one,
 * prompt by prompt.
 *
 * <p>What the papers report is teacher-forced. Beside it stands what the model says of its own accord, greedily ({@code
 * Completions}), which {@link io.github.modeleditor.api.report.Match} holds against the target. What became of the
 * model at large is told by {@link io.github.modeleditor.core.metric.Drift}, perplexity and divergence on other texts,
 * by {@link io.github.modeleditor.core.metric.NgramEntropy} and {@link io.github.modeleditor.core.metric.TfIdf},
 * fluency and consistency of what it writes, and by {@code ChoiceTexts}, questions with several answers. {@link
 * io.github.modeleditor.core.metric.EvaluationFileReader} reads such texts and questions.
 */
@NullMarked
package io.github.modeleditor.core.metric;

import org.jspecify.annotations.NullMarked;
