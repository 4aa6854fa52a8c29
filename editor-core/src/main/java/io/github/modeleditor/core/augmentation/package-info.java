/**
 * What is trained beside a fact. The strategies are the api's {@link io.github.modeleditor.api.config.Augmentation}:
 * those of the paper, random prefixes and paraphrases, so that a fact generalizes, random or similar facts, so that
 * neighbours stay put, or the caller's own.
 *
 * <p>{@link io.github.modeleditor.core.augmentation.AugmentedTexts} applies them to every fact. What they may ask for
 * is in {@link io.github.modeleditor.core.augmentation.SamplingContext}: randomness, the unedited model's own texts,
 * which {@link io.github.modeleditor.core.generation.WrittenTexts} keeps for the session's next edit, and statements
 * of a pool. {@code FactPool} draws those at random or by {@code SimilarityIndex}; {@code EditedSubjects} keeps out of
 * them what the edit itself is about.
 */
@NullMarked
package io.github.modeleditor.core.augmentation;

import org.jspecify.annotations.NullMarked;
