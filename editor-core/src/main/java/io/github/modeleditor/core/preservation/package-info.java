/**
 * What keeps the rest of a model as it is while facts are taught: texts that the unedited model makes and is held to.
 *
 * <p>{@link io.github.modeleditor.core.preservation.PreservedTexts} is the way in. {@link
 * io.github.modeleditor.core.preservation.NeighbourPrompts} makes prompts that are near to those of the facts, from other
 * subjects and from {@linkplain io.github.modeleditor.core.builtin.PlainFact plain statements} of the library; the model
 * answers them, and writes {@linkplain io.github.modeleditor.core.preservation.ReplayedTexts texts of its own}, from nothing and from
 * built-in {@linkplain io.github.modeleditor.core.builtin.Opening openings}. While it does, {@link
 * io.github.modeleditor.core.preservation.Reference} puts down how it distributes the tokens, which become the anchors of training
 * examples. {@link io.github.modeleditor.core.preservation.EndedTargets} does so with what follows the targets of the texts that teach, and
 * {@link io.github.modeleditor.core.preservation.AnchoredTargets} with what else could stand in their places.
 */
@NullMarked
package io.github.modeleditor.core.preservation;

import org.jspecify.annotations.NullMarked;
