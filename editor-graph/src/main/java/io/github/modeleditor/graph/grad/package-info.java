/**
 * The backward pass, as ordinary nodes. {@link io.github.modeleditor.graph.grad.Rules} is a table from operator to {@link
 * io.github.modeleditor.graph.grad.VectorJacobianProduct}, a function that gives an operand's gradient and does nothing else; the
 * rules stand in classes by family. {@link
 * io.github.modeleditor.graph.grad.Differentiation} decides which nodes need one and names those that have none; {@link
 * io.github.modeleditor.graph.grad.GradientBuilder} walks the graph backward, sums what several readers of a value
 * contribute, and undoes broadcasting, once and for all rules. {@link io.github.modeleditor.graph.grad.ActivationCheckpointing} computes
 * once more what was not kept.
 *
 * <p>A gradient is emitted only where something below it needs it: frozen weights get no node, and the pass stops at the
 * lowest adapter.
 */
@NullMarked
package io.github.modeleditor.graph.grad;

import org.jspecify.annotations.NullMarked;
