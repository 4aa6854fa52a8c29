/**
 * What an edit leaves to others, and what it takes from them.
 *
 * <ol>
 *   <li>{@link io.github.modeleditor.onnx.export.AdapterStore} writes and reads adapters of one base model. As {@code
 *       .onnx_adapter} files they are an {@code AdapterFile} over {@code AdapterTables}, under {@code ParameterNames};
 *       as PEFT's folders a {@code PeftFolder} with {@code PeftConfig} and {@link
 *       io.github.modeleditor.onnx.export.Safetensors}.
 *   <li>{@link io.github.modeleditor.onnx.export.BaseGraph} writes the graph that takes such files.
 *   <li>{@link io.github.modeleditor.onnx.export.MergedModel} writes the model's folder again with an adapter in its
 *       weights. A {@code MergePlan} finds the weight of each adapted projection, a {@code MergedTensor} is one with
 *       its {@code WeightDelta} added, in floats ({@code MergedMatrix}) or made floats out of a few bits ({@code
 *       DequantizedMatrix}); {@code MergedGraph} and {@code MergedWeightFiles} put them where they belong.
 * </ol>
 */
@NullMarked
package io.github.modeleditor.onnx.export;

import org.jspecify.annotations.NullMarked;
