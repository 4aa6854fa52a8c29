package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Two decoders in one graph, as Optimum merges them: an {@code If} on the input {@value #SWITCH} runs one that takes keys and
 * values of earlier tokens, or one that takes none.
 */
final class MergedDecoder {
    private static final String SWITCH = "use_cache_branch";
    private static final String PAST = "past_key_values.";

    private MergedDecoder() {}

    /**
     * The decoder that takes no earlier tokens, which alone reads whole texts in every version of Optimum.
     *
     * @param graph any graph
     * @return the branch in place of the {@code If}, without the inputs that it does not read; the same graph where nothing
     *     was merged
     */
    static GraphProto withoutCache(GraphProto graph) {
        return graph.getNodeList().stream()
                .filter(MergedDecoder::isSwitch)
                .findFirst()
                .flatMap(node -> elseBranch(node).map(branch -> inlined(graph, node, branch)))
                .orElse(graph);
    }

    private static boolean isSwitch(NodeProto node) {
        return new Node(node).is(Operator.IF) && node.getInput(0).equals(SWITCH);
    }

    private static Optional<GraphProto> elseBranch(NodeProto node) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("else_branch"))
                .map(AttributeProto::getG)
                .findFirst();
    }

    private static GraphProto inlined(GraphProto graph, NodeProto choice, GraphProto branch) {
        GraphProto.Builder result = graph.toBuilder().clearNode().clearInput();
        result.addAllInitializer(branch.getInitializerList());
        for (NodeProto node : graph.getNodeList()) {
            if (!isSwitch(node)) {
                result.addNode(node);
                continue;
            }
            result.addAllNode(branch.getNodeList());
            for (int i = 0; i < choice.getOutputCount(); i++) {
                String made = branch.getOutput(i).getName();
                String wanted = choice.getOutput(i);
                if (!made.equals(wanted)) {
                    result.addNode(GraphBuilder.node(Operator.IDENTITY, List.of(made), wanted)
                            .proto());
                }
            }
        }
        Set<String> read = new HashSet<>();
        result.getNodeList().forEach(node -> read.addAll(Uses.of(new Node(node))));
        for (ValueInfoProto input : graph.getInputList()) {
            boolean ofTheOtherBranch = input.getName().equals(SWITCH)
                    || (input.getName().startsWith(PAST) && !read.contains(input.getName()));
            if (!ofTheOtherBranch) {
                result.addInput(input);
            }
        }
        return result.build();
    }
}
