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
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
            values.addAll(node.numbers());
            if (Rules.of(node.kind()).isEmpty()) {
                missing.computeIfAbsent(node.operator(), o -> new ArrayList<>()).add(node.name());
            }
        }
        if (!missing.isEmpty()) {
            throw unsupported(graph, missing);
        }
        return new Differentiation(graph, nodes, values);
    }

    /**
     * What of the forward pass the way back through a node reads, so that it is kept until then.
     *
     * @param node one of the plan's
     * @return value names, shapes and integers left out; constants may be among them
     */
    public List<String> kept(Node node) {
        return switch (node.kind().kept()) {
            case NOTHING -> List.of();
            case INPUTS -> node.inputs();
            case OUTPUT -> List.of(node.output());
            case INPUTS_AND_OUTPUT ->
                Stream.concat(node.inputs().stream(), Stream.of(node.output())).toList();
            case OTHER_OPERAND ->
                IntStream.range(0, 2)
                        .filter(operand -> values.contains(node.input(1 - operand)))
                        .mapToObj(node::input)
                        .toList();
            case QUOTIENT ->
                values.contains(node.input(1)) ? List.of(node.input(1), node.output()) : List.of(node.input(1));
        };
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
