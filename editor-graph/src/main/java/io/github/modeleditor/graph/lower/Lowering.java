package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rewrites that come before LoRA and gradients. The lowered graph computes what the original does. */
public final class Lowering {
    private static final String PACKED_ATTENTION = "com.microsoft:Attention";

    private static final Map<String, FusedOperator> FUSED = Map.of(
            PACKED_ATTENTION,
            PackedAttention::lower,
            "com.microsoft:BiasGelu",
            Activations::biasGelu,
            "com.microsoft:FastGelu",
            Activations::fastGelu,
            "com.microsoft:GroupQueryAttention",
            GroupQueryAttention::lower,
            "com.microsoft:MultiHeadAttention",
            MultiHeadAttention::lower,
            "com.microsoft:SkipLayerNormalization",
            Normalizations::skipLayerNormalization,
            "com.microsoft:SkipSimplifiedLayerNormalization",
            Normalizations::skipSimplifiedLayerNormalization);

    private Lowering() {}

    /**
     * Applies every rewrite.
     *
     * @param original as it was read
     * @return an equivalent graph, in single precision
     */
    public static Graph lower(Graph original) {
        Graph graph = SinglePrecision.isNeeded(original) ? SinglePrecision.of(original) : original;
        GraphBuilder builder = GraphBuilder.rewriting(graph);
        Rewriting rewriting = new Rewriting(graph, builder);
        for (Node node : graph.nodes()) {
            if (tiedEmbedding(node, rewriting)) {
                continue;
            }
            FusedOperator fused = FUSED.get(node.operator());
            if (fused == null || !fused.lower(node, rewriting)) {
                builder.add(rewrite(node, graph));
                nameWidthOfCache(node, rewriting);
            }
        }
        return builder.build();
    }

    /**
     * Whether the attention of a graph counts the tokens of a row itself, by its attention mask: then a gap behind a short
     * prompt moves no position, and the graph needs no positions to decode texts of unlike length side by side.
     *
     * @param lowered a graph made by {@link #lower}
     * @return true if it does
     */
    public static boolean countsTokens(Graph lowered) {
        return lowered.producer(CachedTokens.EARLIER) != null;
    }

    /**
     * The better of two equivalent graphs to run a model with. Fused operators, weights of a few bits and half precision are
     * what they were made for, so a graph that has them stays as it is; where an operator hides projections, or for others,
     * the lowered graph is taken.
     *
     * @param original as it was read
     * @param lowered a graph made of it by {@link #lower}
     * @return one of both
     * @throws UnsupportedModelException if the graph hides projections and is of half precision, which the lowered is not
     */
    public static Graph forInference(Graph original, Graph lowered) {
        boolean half = SinglePrecision.isNeeded(original);
        boolean hides =
                original.nodes().stream().anyMatch(node -> node.operator().equals(PACKED_ATTENTION));
        if (half && hides) {
            throw new UnsupportedModelException("The graph in " + original.folder() + " has " + PACKED_ATTENTION
                    + " in half precision, so no base graph can be written for adapters. Convert it to single precision, or"
                    + " optimize it without fusing the attention.");
        }
        boolean fused = original.nodes().stream().map(Node::operator).anyMatch(Lowering::isFused);
        return !hides && (half || fused) ? original : lowered;
    }

    private static boolean isFused(String operator) {
        return FUSED.containsKey(operator) || operator.equals("com.microsoft:MatMulNBits");
    }

    /**
     * {@code Gather(Transpose(W), ids)} of a head W that embeds the tokens too: columns of W as it lies, instead of a second
     * copy of the largest tensor of the model.
     */
    private static boolean tiedEmbedding(Node node, Rewriting rewriting) {
        Graph graph = rewriting.graph();
        Node transpose = node.operator().equals("Gather") ? graph.producer(node.input(0)) : null;
        if (transpose == null
                || !transpose.operator().equals("Transpose")
                || !graph.initializers().containsKey(transpose.input(0))
                || !transpose.integers("perm").map(List.of(1L, 0L)::equals).orElse(false)
                || node.integer("axis", 0) != 0
                || !node.input(1).equals("input_ids")) {
            return false;
        }
        GraphBuilder builder = rewriting.builder();
        String columns =
                builder.emit("Gather", List.of(transpose.input(0), node.input(1)), Attributes.integer("axis", 1));
        rewriting.output(node, 0, rewriting.operators().transpose(columns, 1, 2, 0));
        return true;
    }

    /** Keys of earlier tokens in front of new ones, whose heads the exporter left without a width. */
    private static void nameWidthOfCache(Node node, Rewriting rewriting) {
        if (node.operator().equals("Concat") && node.inputs().size() == 2 && node.integer("axis", 0) == 2) {
            rewriting.widthOfHeads(node.input(1)).ifPresent(width -> rewriting.sayWidth(node, 0, width));
        }
    }

    private static Node rewrite(Node node, Graph graph) {
        return switch (node.operator()) {
            case "MatMul" -> withoutTransposedWeight(node, graph).orElse(node);
            case "LayerNormalization", "SimplifiedLayerNormalization" -> Normalizations.withStatistics(node);
            case "RMSNormalization" -> Normalizations.withStatistics(renamed(node, "SimplifiedLayerNormalization"));
            case "Dropout" -> GraphBuilder.node("Identity", List.of(node.input(0)), node.output());
            default -> node;
        };
    }

    /** The operator under the name by which ONNX Runtime has known it for longer; inputs and attributes are the same. */
    private static Node renamed(Node node, String operator) {
        return new Node(node.proto().toBuilder().setOpType(operator).build());
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
}
