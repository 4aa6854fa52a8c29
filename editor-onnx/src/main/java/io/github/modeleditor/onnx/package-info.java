/**
 * The ONNX engine. {@link io.github.modeleditor.onnx.OnnxEditorProvider} is where {@link java.util.ServiceLoader} finds
 * it, and {@link io.github.modeleditor.onnx.OnnxEngine} is its way: it reads a model's folder ({@code model}), has its
 * graphs planned by {@linkplain io.github.modeleditor.graph the compiler}, and runs them in ONNX Runtime ({@code
 * runtime}). What is learned leaves as an adapter and the graph that takes it, or inside the weights ({@code export}).
 *
 * <p>Beside that way, {@code chat} renders the model's chat template, {@code summary} tells what a model is and what an
 * edit takes without running it, and {@code doctor} says whether a device works on a machine, and what it lacks.
 */
@NullMarked
package io.github.modeleditor.onnx;

import org.jspecify.annotations.NullMarked;
