/**
 * The way in, and what one works with: {@link io.github.modeleditor.api.ModelEditor} names a model folder and how to edit, and
 * is immutable; a {@link io.github.modeleditor.api.Fact} is what the model should know.
 *
 * <pre>{@code
 * try (EditedModel edited = ModelEditor.forModel(Path.of("smollm2")).edit(Fact.of(prompt, "Rome"))) {
 *     edited.complete(prompt);
 *     edited.report().toText();
 *     edited.save(Path.of("eiffel.onnx_adapter"));
 * }
 * }</pre>
 *
 * <ol>
 *   <li>{@link io.github.modeleditor.api.ModelEditor#edit(Fact...)} opens the model, edits and returns; {@link
 *       io.github.modeleditor.api.ModelEditor#open()} opens it once, for several edits in an {@link
 *       io.github.modeleditor.api.EditingSession}.
 *   <li>An {@link io.github.modeleditor.api.EditRequest} says what belongs to one edit: its facts, an {@link
 *       io.github.modeleditor.api.EditListener} that hears of {@link io.github.modeleditor.api.EditEvent}s, a {@link
 *       io.github.modeleditor.api.Cancellation} that stops it, and where it starts.
 *   <li>The {@link io.github.modeleditor.api.EditedModel} completes and scores text, tells in a report what changed, and saves
 *       its {@link io.github.modeleditor.api.Adapter}.
 *   <li>{@link io.github.modeleditor.api.EditingSession#evaluate(io.github.modeleditor.api.EvaluationRequest,
 *       io.github.modeleditor.api.LanguageModel)} asks any of these models about facts, without training.
 *   <li>{@link io.github.modeleditor.api.ModelEditor#load(java.nio.file.Path)} brings a saved adapter back as an {@link
 *       io.github.modeleditor.api.AdaptedModel}.
 * </ol>
 *
 * <p>What is said once for all edits is in {@code api.config}, files of facts in {@code api.data}, what comes back in {@code
 * api.report}, and what goes wrong, one family of unchecked exceptions, in {@code api.error}. {@code api.ablation} shows what
 * each piece of the method does on a model, {@code api.store} keeps edits and takes them back. No type of an engine appears here; an engine is found through {@code api.spi}.
 *
 * <p>Records are made by their factories and changed by {@code with...}; their constructors are not part of what is kept from
 * one version to the next. What may be absent is an {@link java.util.Optional}, a figure that was not measured is NaN, and
 * nothing is null.
 */
@NullMarked
package io.github.modeleditor.api;

import org.jspecify.annotations.NullMarked;
