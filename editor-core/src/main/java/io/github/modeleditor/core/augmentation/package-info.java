/**
 * What is trained beside a fact. {@link io.github.modeleditor.core.augmentation.Augmentations} has the strategies of the
 * paper: random prefixes and paraphrases, so that a fact generalizes, random or similar facts, so that neighbours stay
 * put. {@link io.github.modeleditor.core.augmentation.AugmentedTexts} applies strategies, these or the caller's, to every
 * fact; {@link io.github.modeleditor.core.augmentation.SamplingContext} gives them randomness and the model's own texts, which
 * {@link io.github.modeleditor.core.augmentation.SampledTexts} keeps for the next edit.
 */
@NullMarked
package io.github.modeleditor.core.augmentation;

import org.jspecify.annotations.NullMarked;
