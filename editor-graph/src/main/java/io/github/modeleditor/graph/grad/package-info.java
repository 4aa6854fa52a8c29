/**
 * The backward pass, as ordinary nodes.
 *
 * <ol>
 *   <li>{@link io.github.modeleditor.graph.grad.Differentiation} decides which nodes lie between the parameters and the
 *       loss, and names in one exception all operators there that have no gradient.
 *   <li>{@link io.github.modeleditor.graph.grad.Rules} is a table from operator to {@link
 *       io.github.modeleditor.graph.grad.VectorJacobianProduct}, a function that is given a node on the way back
 *       ({@link io.github.modeleditor.graph.grad.Backward}) and gives the gradient of an operand, and does nothing
 *       else. The rules stand in classes by family: {@code ElementwiseRules}, {@code MatrixRules}, {@code
 *       ReductionRules}, {@code ShapeRules}, {@code IndexingRules}, {@code FusedRules}.
 *   <li>{@link io.github.modeleditor.graph.grad.GradientBuilder} walks the graph backward, sums what several readers of
 *       a value contribute, and undoes broadcasting, once and for all rules. What rows count in a matrix's gradient {@link
 *       io.github.modeleditor.graph.grad.RowWeights} say.
 *   <li>{@code ActivationCheckpointing} computes once more, {@code Segment} by segment, what was not kept of the
 *       forward pass.
 * </ol>
 *
 * <p>A gradient is emitted only where something below it needs it: frozen weights get no node, and the pass stops at
 * the lowest adapter.
 */
@NullMarked
package io.github.modeleditor.graph.grad;

import org.jspecify.annotations.NullMarked;
