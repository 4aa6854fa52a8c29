/**
 * The ONNX engine. It reads a model folder ({@code model}), has its graphs planned by {@link io.github.modeleditor.graph the
 * compiler}, and runs them in ONNX Runtime ({@code runtime}). What is learned leaves as an adapter and the graph that takes it, or
 * inside the weights ({@code export}); {@code summary} tells what a model is and what an edit takes, {@code chat} renders its
 * template.
 *
 * <p>{@link io.github.modeleditor.onnx.doctor.Doctor} says whether a device works on a machine, and what it lacks.
 *
 * <p>{@link io.github.modeleditor.onnx.OnnxEngine} is that path; {@link io.github.modeleditor.onnx.OnnxEditorProvider} is
 * where {@link java.util.ServiceLoader} finds it.
 */
@NullMarked
package io.github.modeleditor.onnx;

import org.jspecify.annotations.NullMarked;
