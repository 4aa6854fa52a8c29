package io.github.modeleditor.graph.grad;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Uses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which values lie between the parameters and the loss.
 *
 * @param graph a graph with one output, the loss
 * @param nodes the nodes on the way from a parameter to the loss, in topological order
 * @param values what they make, and the parameters
 */
public record Differentiation(Graph graph, List<Node> nodes, Set<String> values) {
    public Differentiation {
        nodes = List.copyOf(nodes);
        values = Set.copyOf(values);
    }

    /**
     * Plans the backward pass.
     *
     * @param graph a graph whose first output is the loss, without nodes that no output needs
     * @param parameters the inputs whose gradients are wanted
     * @return the plan
     * @throws UnsupportedModelException if operators on the way have no gradient; the message names each with its nodes
     */
    public static Differentiation of(Graph graph, Collection<String> parameters) {
        Set<String> values = new HashSet<>(parameters);
        List<Node> nodes = new ArrayList<>();
        TreeMap<String, List<String>> missing = new TreeMap<>();
        for (Node node : graph.nodes()) {
            if (Rules.stopsGradient(node) || Uses.of(node).stream().noneMatch(values::contains)) {
                continue;
            }
            nodes.add(node);
            values.addAll(Rules.differentiableOutputs(node));
            if (Rules.of(node.operator()).isEmpty()) {
                missing.computeIfAbsent(node.operator(), o -> new ArrayList<>()).add(node.name());
            }
        }
        if (!missing.isEmpty()) {
            throw unsupported(graph, missing);
        }
        return new Differentiation(graph, nodes, values);
    }

    private static UnsupportedModelException unsupported(Graph graph, TreeMap<String, List<String>> missing) {
        StringBuilder message =
                new StringBuilder("The graph in " + graph.folder() + " has operators without a gradient:");
        missing.forEach((operator, names) -> {
            int colon = operator.indexOf(':');
            String domain = colon < 0 ? "ai.onnx" : operator.substring(0, colon);
            message.append("\n  ")
                    .append(domain)
                    .append(':')
                    .append(operator.substring(colon + 1))
                    .append('@')
                    .append(graph.opset(colon < 0 ? "" : domain))
                    .append(" in ")
                    .append(String.join(", ", names));
        });
        return new UnsupportedModelException(
                message.append("\nExport the model without optimizations, at opset 14 to 21.")
                        .toString());
    }
}
