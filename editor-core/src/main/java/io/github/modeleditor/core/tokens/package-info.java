/**
 * From text to tokens that are trained on. {@link io.github.modeleditor.core.tokens.PromptTokenizer} joins a prompt and
 * a target and finds where the target begins, plainly or in the chat template of the model. A {@link
 * io.github.modeleditor.api.config.LossMask} says which of the tokens count: {@link
 * io.github.modeleditor.api.config.ConditionalLikelihood} for the method of the paper, {@link
 * io.github.modeleditor.api.config.FullLikelihood} for ordinary fine-tuning. The choice is made by position alone.
 *
 * <p>{@link io.github.modeleditor.core.tokens.MaskedExample} holds the tokens with their weights in the loss and, where
 * the model is to say what it said before, {@link io.github.modeleditor.core.tokens.Anchor}s. It may be learned of through a {@link
 * io.github.modeleditor.core.tokens.TokenRange} alone, that of a fact's subject. A {@link
 * io.github.modeleditor.core.tokens.TrainingExample} is one of these, beside what it takes the place of if there is an
 * objective that asks.
 */
@NullMarked
package io.github.modeleditor.core.tokens;

import org.jspecify.annotations.NullMarked;
