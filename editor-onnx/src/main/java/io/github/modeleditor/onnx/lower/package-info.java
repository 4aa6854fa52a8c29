/**
 * Rewrites what an exporter or optimizer made into operators that have a gradient, or a better one, without changing what
 * the graph computes. {@link io.github.modeleditor.onnx.lower.Lowering} applies every rewrite.
 */
@NullMarked
package io.github.modeleditor.onnx.lower;

import org.jspecify.annotations.NullMarked;
