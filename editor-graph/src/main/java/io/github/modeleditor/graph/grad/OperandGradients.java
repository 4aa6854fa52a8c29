package io.github.modeleditor.graph.grad;

import io.github.modeleditor.api.error.UnsupportedModelException;

/** The gradients of a node's operands. Each is asked for once at most, and only if something below needs it. */
@FunctionalInterface
public interface OperandGradients {
    /**
     * The gradient of an operand: the nodes that compute it are added now.
     *
     * @param operand counted from 0; operands are asked for in order
     * @return its gradient
     * @throws UnsupportedModelException if the operator has none in this form, or for this operand
     */
    Gradient of(int operand);
}
