package io.github.modeleditor.graph.grad;

/**
 * The gradient of one operator: given dL/dY, it emits dL/dX for each input that needs it.
 */
@FunctionalInterface
public interface VectorJacobianProduct {
    /**
     * Emits the gradient of one node.
     *
     * @param backward the node, what is known of its values, and where gradients go
     */
    void emit(Backward backward);
}
