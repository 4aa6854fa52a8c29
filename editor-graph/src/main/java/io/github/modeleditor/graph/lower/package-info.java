/**
 * Rewrites what an exporter or optimizer made into operators that have a gradient, or a better one, without changing what
 * the graph computes: {@link io.github.modeleditor.graph.lower.Lowering} applies all of these. Four more rewrites come later, each
 * where it is wanted: {@link io.github.modeleditor.graph.lower.Fusions} and {@link
 * io.github.modeleditor.graph.lower.TextMask} before adapters are inserted, {@link
 * io.github.modeleditor.graph.lower.MixedPrecision} before the graph is differentiated, and {@link
 * io.github.modeleditor.graph.lower.IntegerProducts} behind that.
 */
@NullMarked
package io.github.modeleditor.graph.lower;

import org.jspecify.annotations.NullMarked;
