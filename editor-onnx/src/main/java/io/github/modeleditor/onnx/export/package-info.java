/**
 * What an edit leaves behind: {@link io.github.modeleditor.onnx.export.AdapterStore} writes and reads adapters, as {@code
 * .onnx_adapter} files and as PEFT's folders; {@link io.github.modeleditor.onnx.export.BaseGraph} writes the graph that
 * takes such files.
 */
@NullMarked
package io.github.modeleditor.onnx.export;

import org.jspecify.annotations.NullMarked;
