package io.github.modeleditor.graph.grad;

import java.util.function.Function;

/**
 * The gradient of one operator: a function from a node and dL/dY to dL/dX of each operand. It knows nothing of who asks, nor what
 * becomes of the answer: what was broadcast is summed, what several readers say is added, and parts are put together by {@link
 * GradientBuilder}.
 */
@FunctionalInterface
public interface VectorJacobianProduct {
    /**
     * The gradients of one node.
     *
     * @param backward the node, what is known of its values, and the gradient that came in
     * @return its operands' gradients; what several of them share may have been computed already
     */
    OperandGradients of(Backward backward);

    /**
     * A rule for an operator of which only the first operand has a gradient.
     *
     * @param first the gradient of that operand
     * @return a rule that says of other operands that nothing is known
     */
    static VectorJacobianProduct ofFirst(Function<Backward, Gradient> first) {
        return b -> operand -> {
            if (operand > 0) {
                throw b.unsupported("with respect to input " + b.x(operand) + " is not known");
            }
            return first.apply(b);
        };
    }
}
