/**
 * What keeps the rest of a model as it is while facts are taught: texts that the unedited model makes and is held to.
 *
 * <p>{@link io.github.modeleditor.core.preservation.PreservedTexts} is the way in. {@link
 * io.github.modeleditor.core.preservation.NeighbourPrompts} makes prompts that are near to those of the facts, from other
 * subjects and from {@linkplain io.github.modeleditor.core.builtin.PlainFact plain statements} of the library; the model
 * answers them, and writes texts of its own. {@link io.github.modeleditor.core.preservation.References} asks it how it
 * distributes the tokens there, and puts that down as anchors of training examples.
 */
@NullMarked
package io.github.modeleditor.core.preservation;

import org.jspecify.annotations.NullMarked;
