package io.github.modeleditor.graph.plan;

import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.lower.IntegerMatrix;
import java.util.Set;

/**
 * A graph that gives the gradients of all adapters, and what it must be fed besides a batch and the adapters.
 *
 * @param graph with a loss, and an output more for each A and B
 * @param integers the frozen matrices that it takes as 8-bit integers; empty where it computes in floats
 */
public record GradientGraph(Graph graph, Set<IntegerMatrix> integers) {
    public GradientGraph {
        integers = Set.copyOf(integers);
    }
}
