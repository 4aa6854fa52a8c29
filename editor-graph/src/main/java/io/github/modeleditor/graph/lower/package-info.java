/**
 * Rewrites what an exporter or optimizer made into operators that have a gradient, or a better one, without changing
 * what the graph computes.
 *
 * <p>{@link io.github.modeleditor.graph.lower.Lowering} is the first of them, for every model. It takes weights of half
 * precision to single precision ({@code SinglePrecision}) and fused operators apart, each by a {@code FusedOperator}:
 * attention in four forms ({@code GroupQueryAttention}, {@code MultiHeadAttention}, {@code PackedAttention}, {@code
 * StandardAttention}), {@code Normalizations}, {@code Activations}. A {@code Rewriting} is the graph meanwhile.
 *
 * <p>Four more come later, each where it is wanted: {@link io.github.modeleditor.graph.lower.Fusions}, which puts
 * together again what was written out, and {@link io.github.modeleditor.graph.lower.TextMask}, between texts of one
 * row, before adapters are inserted; {@link io.github.modeleditor.graph.lower.MixedPrecision} before the graph is
 * differentiated, and {@link io.github.modeleditor.graph.lower.IntegerProducts} after that.
 */
@NullMarked
package io.github.modeleditor.graph.lower;

import org.jspecify.annotations.NullMarked;
