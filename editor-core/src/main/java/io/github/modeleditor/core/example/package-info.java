/**
 * From text to tokens that are trained on. {@link io.github.modeleditor.core.example.PromptTokenizer} joins a prompt and a
 * target and finds where the target begins, plainly or in the chat template of the model; a {@link io.github.modeleditor.api.config.LossMask} says which of the tokens count,
 * {@link io.github.modeleditor.api.config.ConditionalLikelihood} for the method of the paper, {@link
 * io.github.modeleditor.api.config.FullLikelihood} for ordinary fine-tuning; {@link
 * io.github.modeleditor.core.example.MaskedExample} holds both. The choice is made by position alone.
 */
@NullMarked
package io.github.modeleditor.core.example;

import org.jspecify.annotations.NullMarked;
