/**
 * What is said once, for every edit of a {@link io.github.modeleditor.api.ModelEditor}. All of it is immutable, and refuses
 * what cannot be with the name, the value and what it must be.
 *
 * <ul>
 *   <li>What is trained beside the facts: {@link io.github.modeleditor.api.config.Augmentation}.
 *   <li>What is minimised: {@link io.github.modeleditor.api.config.LossMask} and {@link
 *       io.github.modeleditor.api.config.Objective}.
 *   <li>What is trained, and how: {@link io.github.modeleditor.api.config.LoraConfig}, {@link
 *       io.github.modeleditor.api.config.TrainingConfig}.
 *   <li>Where, and in what numbers: {@link io.github.modeleditor.api.config.Device}, {@link
 *       io.github.modeleditor.api.config.Precision}.
 *   <li>What is measured: {@link io.github.modeleditor.api.config.EvaluationConfig}.
 *   <li>How a model writes: {@link io.github.modeleditor.api.config.GenerationConfig}.
 * </ul>
 */
@NullMarked
package io.github.modeleditor.api.config;

import org.jspecify.annotations.NullMarked;
