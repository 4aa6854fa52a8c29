/**
 * What is trained beside a fact. The strategies are the api's {@link io.github.modeleditor.api.config.Augmentation}: those of
 * the paper, random prefixes and paraphrases, so that a fact generalizes, random or similar facts, so that neighbours stay
 * put, or the caller's own. {@link io.github.modeleditor.core.augmentation.AugmentedTexts} applies them to every
 * fact; {@link io.github.modeleditor.core.augmentation.SamplingContext} gives them randomness, the model's own texts, which
 * {@link io.github.modeleditor.core.augmentation.SampledTexts} keeps for the next edit, and of a pool what has nothing to do
 * with the edit, near to a fact or not.
 */
@NullMarked
package io.github.modeleditor.core.augmentation;

import org.jspecify.annotations.NullMarked;
