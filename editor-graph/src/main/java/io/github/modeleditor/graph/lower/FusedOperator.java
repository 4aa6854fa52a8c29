package io.github.modeleditor.graph.lower;

import io.github.modeleditor.graph.ir.Node;

/** Takes one fused operator apart. */
@FunctionalInterface
interface FusedOperator {
    /**
     * Adds nodes that compute what a fused node does.
     *
     * @param node the fused node
     * @param rewriting where they are added, and what is known of the graph
     * @return whether it did; a form of the operator that it does not know stays as it is
     */
    boolean lower(Node node, Rewriting rewriting);
}
