/**
 * What is said once, for every edit of a {@link io.github.modeleditor.api.ModelEditor}. All of it is immutable, and
 * refuses what cannot be with the name, the value and what it must be.
 *
 * <ol>
 *   <li>What makes one method differ from another is a {@link io.github.modeleditor.api.config.Recipe}: what is trained
 *       beside the facts ({@link io.github.modeleditor.api.config.Augmentation}), which tokens count ({@link
 *       io.github.modeleditor.api.config.LossMask}), and what is minimised over them ({@link
 *       io.github.modeleditor.api.config.Objective}). Each of the three has factories for what the paper has, which
 *       give records that a report can tell; a lambda does as well.
 *   <li>What is trained, and how: {@link io.github.modeleditor.api.config.LoraConfig}, {@link
 *       io.github.modeleditor.api.config.TrainingConfig} with {@link io.github.modeleditor.api.config.Recomputation}.
 *   <li>Where, and in what numbers: {@link io.github.modeleditor.api.config.Device}, {@link
 *       io.github.modeleditor.api.config.Precision}.
 *   <li>What is measured: {@link io.github.modeleditor.api.config.EvaluationConfig}.
 *   <li>How a model writes: {@link io.github.modeleditor.api.config.GenerationConfig}.
 * </ol>
 */
@NullMarked
package io.github.modeleditor.api.config;

import org.jspecify.annotations.NullMarked;
