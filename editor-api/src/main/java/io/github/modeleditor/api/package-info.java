/**
 * Everything a caller says and everything that comes back.
 *
 * <p>The way in is {@link io.github.modeleditor.api.ModelEditor}: it names a model folder and how to edit, and is
 * immutable. What it is told is said in records: a {@link io.github.modeleditor.api.Fact} is what the model should know,
 * an {@link io.github.modeleditor.api.config.Augmentation} is what is trained beside it,
 * {@link io.github.modeleditor.api.config.LoraConfig} and {@link io.github.modeleditor.api.config.TrainingConfig} say how, and
 * {@link io.github.modeleditor.api.config.Device} says where. Then facts become an edited model:
 *
 * <ol>
 *   <li>{@link io.github.modeleditor.api.ModelEditor#edit(java.util.Collection)} opens the model, edits and returns;
 *   <li>{@link io.github.modeleditor.api.ModelEditor#open()} opens it once, for several edits;
 *   <li>the {@link io.github.modeleditor.api.EditedModel} completes and scores text, tells in an
 *       {@link io.github.modeleditor.api.report.EditReport} what changed, and saves its
 *       {@link io.github.modeleditor.api.Adapter};
 *   <li>{@link io.github.modeleditor.api.EditingSession#evaluate} asks any of these models about facts, without training;
 *       an {@link io.github.modeleditor.api.config.EvaluationConfig} says what is measured beside;
 *   <li>{@link io.github.modeleditor.api.ModelEditor#load(java.nio.file.Path)} brings a saved adapter back.
 * </ol>
 *
 * <p>On the way an {@link io.github.modeleditor.api.EditListener} hears of progress and a
 * {@link io.github.modeleditor.api.Cancellation} stops it. What goes wrong is one of
 * {@link io.github.modeleditor.api.error.ModelEditorException}'s family. No type of an engine appears here; an engine is
 * found through {@link io.github.modeleditor.api.spi.EditorProvider}.
 */
@NullMarked
package io.github.modeleditor.api;

import org.jspecify.annotations.NullMarked;
