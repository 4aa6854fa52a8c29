package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.List;

/** A sum and its normalization in one operator. */
final class Normalizations {
    private Normalizations() {}

    /** {@code SkipLayerNormalization}: LayerNormalization(x + skip + bias). */
    static boolean skipLayerNormalization(Node node, Rewriting rewriting) {
        List<String> parameters = new ArrayList<>(List.of(node.input(2)));
        if (node.hasInput(3)) {
            parameters.add(node.input(3));
        }
        return skip(node, rewriting, Operator.LAYER_NORMALIZATION, parameters, 4);
    }

    /** {@code SkipSimplifiedLayerNormalization}: SimplifiedLayerNormalization(x + skip + bias). */
    static boolean skipSimplifiedLayerNormalization(Node node, Rewriting rewriting) {
        return skip(node, rewriting, Operator.SIMPLIFIED_LAYER_NORMALIZATION, List.of(node.input(2)), 3);
    }

    /** The outputs are the normalized sum, its mean, its inverse deviation, and the sum. */
    private static boolean skip(Node node, Rewriting rewriting, Operator operator, List<String> parameters, int bias) {
        if (rewriting.isRead(node, 1) || rewriting.isRead(node, 2)) {
            return false;
        }
        Operators ops = rewriting.operators();
        String skipped = ops.add(node.input(0), node.input(1));
        String sum = node.hasInput(bias) ? ops.add(skipped, node.input(bias)) : skipped;
        rewriting.output(node, 3, sum);
        List<String> operands = new ArrayList<>(List.of(sum));
        operands.addAll(parameters);
        Node normalization = GraphBuilder.node(
                operator,
                operands,
                node.output(),
                Attributes.integer("axis", -1),
                Attributes.number("epsilon", node.number("epsilon", 1e-12f)));
        rewriting.builder().add(withStatistics(normalization));
        return true;
    }

    /** The gradient of a normalization needs its statistics, which are optional outputs. */
    static Node withStatistics(Node node) {
        List<String> all = node.is(Operator.LAYER_NORMALIZATION)
                ? List.of("mean", "inverse_deviation")
                : List.of("inverse_root_mean_square");
        NodeProto.Builder full = node.proto().toBuilder();
        for (String statistic : all.subList(Math.min(full.getOutputCount() - 1, all.size()), all.size())) {
            full.addOutput(node.output() + "/" + statistic);
        }
        return new Node(full.build());
    }
}
