package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which values a node needs, those its subgraphs take from outside among them. */
public final class Uses {
    private Uses() {}

    /**
     * What a node needs.
     *
     * @param node any node
     * @return value names: its inputs, and what its subgraphs read, omitted optional inputs left out
     */
    public static List<String> of(Node node) {
        List<String> values = new ArrayList<>();
        collect(node, values);
        return values;
    }

    /**
     * Which nodes need each value.
     *
     * @param graph any graph
     * @return by value name its readers, in topological order; one that reads a value twice comes twice
     */
    public static Map<String, List<Node>> readers(Graph graph) {
        Map<String, List<Node>> readers = new HashMap<>();
        for (Node node : graph.nodes()) {
            of(node).forEach(value ->
                    readers.computeIfAbsent(value, v -> new ArrayList<>()).add(node));
        }
        return readers;
    }

    /** A name made inside a subgraph is collected too; it has no producer outside, so that does no harm. */
    private static void collect(Node node, List<String> values) {
        node.inputs().stream().filter(input -> !input.isEmpty()).forEach(values::add);
        for (AttributeProto attribute : node.proto().getAttributeList()) {
            if (attribute.hasG()) {
                collect(attribute.getG(), values);
            }
            attribute.getGraphsList().forEach(graph -> collect(graph, values));
        }
    }

    private static void collect(GraphProto graph, List<String> values) {
        graph.getOutputList().forEach(output -> values.add(output.getName()));
        graph.getNodeList().forEach(proto -> collect(new Node(proto), values));
    }
}
