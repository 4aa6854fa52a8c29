/**
 * Where an adapter attaches and how. {@link io.github.modeleditor.onnx.lora.Targets} finds embedding, head and, by way of
 * {@link io.github.modeleditor.onnx.lora.Projections}, the products of attention and MLP, with the names PEFT gives them;
 * {@link io.github.modeleditor.onnx.lora.LoraInsertion} puts {@code + (xA)B} behind each.
 */
@NullMarked
package io.github.modeleditor.onnx.lora;

import org.jspecify.annotations.NullMarked;
