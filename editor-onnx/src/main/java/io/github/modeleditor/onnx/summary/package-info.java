/**
 * What a model is, and what an edit of it would need, read from its files without running anything: {@link
 * io.github.modeleditor.onnx.summary.ModelSummaries} gathers it.
 */
@NullMarked
package io.github.modeleditor.onnx.summary;

import org.jspecify.annotations.NullMarked;
