package io.github.modeleditor.onnx.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.ArrayList;
import java.util.List;

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
