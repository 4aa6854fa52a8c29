/**
 * Where an adapter attaches and how. {@link io.github.modeleditor.onnx.lora.Projections} finds the projections of
 * attention and MLP with the names PEFT gives them; {@link io.github.modeleditor.onnx.lora.LoraInsertion} puts {@code
 * + (xA)B} behind each.
 */
@NullMarked
package io.github.modeleditor.onnx.lora;

import org.jspecify.annotations.NullMarked;
