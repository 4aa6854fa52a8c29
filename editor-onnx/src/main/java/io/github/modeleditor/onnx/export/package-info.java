/**
 * What an edit leaves behind: {@link io.github.modeleditor.onnx.export.AdapterFile} is the {@code .onnx_adapter} format,
 * out and in; {@link io.github.modeleditor.onnx.export.BaseGraph} writes the graph that takes such adapters.
 */
@NullMarked
package io.github.modeleditor.onnx.export;

import org.jspecify.annotations.NullMarked;
