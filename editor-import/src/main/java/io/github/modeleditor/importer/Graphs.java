package io.github.modeleditor.importer;

import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Weight;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Compares graphs, node for node; weights by their shapes, and by their numbers where these are in the graph. */
final class Graphs {
    private Graphs() {}

    /**
     * What is different.
     *
     * @param one a graph
     * @param other another
     * @return the first node that only one of them has, or a weight; empty where they compute the same
     */
    static Optional<String> difference(Graph one, Graph other) {
        Map<String, Node> nodes = new HashMap<>();
        other.nodes().forEach(node -> nodes.put(node.name(), node));
        for (Node node : one.nodes()) {
            Node twin = nodes.remove(node.name());
            if (twin == null || !twin.proto().equals(node.proto())) {
                return Optional.of(node.name());
            }
            for (String operand : node.inputs()) {
                Weight weight = one.weights().get(operand);
                Weight second = other.weights().get(operand);
                if (weight != null && (second == null || !isSame(weight, second))) {
                    return Optional.of(operand + " of " + node.name());
                }
            }
        }
        return nodes.keySet().stream().findFirst();
    }

    private static boolean isSame(Weight one, Weight other) {
        return one.shape().equals(other.shape()) && one.inline().equals(other.inline());
    }
}
