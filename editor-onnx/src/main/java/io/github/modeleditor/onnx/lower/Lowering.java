package io.github.modeleditor.onnx.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.onnx.ir.Attributes;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.Node;
import java.util.List;
import java.util.Optional;

/** The rewrites that come before LoRA and gradients. The lowered graph computes what the original does. */
public final class Lowering {
    private Lowering() {}

    /**
     * Applies every rewrite.
     *
     * @param graph as it was read
     * @return an equivalent graph
     */
    public static Graph lower(Graph graph) {
        GraphBuilder builder = new GraphBuilder(graph);
        for (Node node : graph.nodes()) {
            rewrite(node, graph).ifPresent(better -> builder.replace(node, List.of(better)));
        }
        return builder.build();
    }

    private static Optional<Node> rewrite(Node node, Graph graph) {
        return switch (node.operator()) {
            case "MatMul" -> withoutTransposedWeight(node, graph);
            case "LayerNormalization" -> Optional.of(withStatistics(node));
            case "Dropout" -> Optional.of(GraphBuilder.node("Identity", List.of(node.input(0)), node.output()));
            default -> Optional.empty();
        };
    }

    /**
     * {@code MatMul(x, Transpose(W))} of a weight W, as tied heads are exported, becomes a product that reads W as it lies:
     * constant folding would otherwise make a second copy of the largest tensor of the model.
     */
    private static Optional<Node> withoutTransposedWeight(Node node, Graph graph) {
        Node transpose = graph.producer(node.input(1));
        if (transpose == null || !transpose.operator().equals("Transpose")) {
            return Optional.empty();
        }
        TensorProto weight = graph.initializers().get(transpose.input(0));
        boolean swaps = transpose.integers("perm").map(List.of(1L, 0L)::equals).orElse(true);
        if (weight == null || weight.getDimsCount() != 2 || !swaps) {
            return Optional.empty();
        }
        NodeProto product = node.proto().toBuilder()
                .setDomain(GraphBuilder.MICROSOFT)
                .setOpType("FusedMatMul")
                .setInput(1, transpose.input(0))
                .addAttribute(Attributes.integer("transB", 1))
                .build();
        return Optional.of(new Node(product));
    }

    /** The gradient of a layer normalization needs its mean and inverse deviation, which are optional outputs. */
    private static Node withStatistics(Node node) {
        NodeProto.Builder full = node.proto().toBuilder();
        for (String statistic : List.of("mean", "inverse_deviation").subList(full.getOutputCount() - 1, 2)) {
            full.addOutput(node.output() + "/" + statistic);
        }
        return new Node(full.build());
    }
}
