/**
 * Where an adapter attaches and how. {@link io.github.modeleditor.graph.lora.TargetModules} finds embedding, head and, by way of
 * {@link io.github.modeleditor.graph.lora.Projections}, the products of attention and MLP, with the names PEFT gives them;
 * {@link io.github.modeleditor.graph.lora.LoraInsertion} puts {@code + (xA)B} behind each.
 */
@NullMarked
package io.github.modeleditor.graph.lora;

import org.jspecify.annotations.NullMarked;
