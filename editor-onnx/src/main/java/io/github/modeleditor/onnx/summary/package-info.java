/**
 * What a model is, and what an edit of it would need, read from its files without running anything. {@link
 * io.github.modeleditor.onnx.summary.ModelSummaries} gathers it: {@code Trainability} tells which adapters a gradient
 * reaches, and {@link io.github.modeleditor.onnx.summary.MemoryEstimate} what an edit takes, by {@code ActivationSizes}
 * of the graphs that the compiler plans. Limits of memory are kept by the same estimate.
 */
@NullMarked
package io.github.modeleditor.onnx.summary;

import org.jspecify.annotations.NullMarked;
