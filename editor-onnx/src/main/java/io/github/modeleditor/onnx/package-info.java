/**
 * The ONNX engine. A model folder becomes a graph one can read ({@code model}, {@code ir}), the graph is rewritten into
 * operators that have a gradient ({@code lower}), adapters are put behind its projections ({@code lora}) and a loss at its
 * end ({@code loss}), the backward pass is added as ordinary nodes ({@code grad}), and ONNX Runtime runs the result ({@code
 * runtime}). What is learned leaves as an adapter and the graph that takes it ({@code export}).
 *
 * <p>{@link io.github.modeleditor.onnx.doctor.Doctor} says whether a device works on a machine, and what it lacks.
 *
 * <p>{@link io.github.modeleditor.onnx.OnnxEngine} is that path; {@link io.github.modeleditor.onnx.OnnxEditorProvider} is
 * where {@link java.util.ServiceLoader} finds it.
 */
@NullMarked
package io.github.modeleditor.onnx;

import org.jspecify.annotations.NullMarked;
