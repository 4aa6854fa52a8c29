/**
 * The graph compiler: from a decoder's forward graph to graphs of scores, losses and gradients, made of ordinary ONNX nodes and
 * without a runtime. In the order in which a graph passes them: {@code ir} reads a graph and holds it, with the table of what is
 * known of operators; {@code lower} rewrites what has no gradient, or a costly one; {@code decoder} finds inputs, head and hidden
 * states; {@code lora} names the products with frozen matrices and adds adapters to them; {@code loss} computes likelihoods
 * of targets; {@code grad} walks back from a loss; {@code plan} strings these together to the graphs that an engine opens.
 *
 * <p>No package knows a later one.
 */
@NullMarked
package io.github.modeleditor.graph;

import org.jspecify.annotations.NullMarked;
