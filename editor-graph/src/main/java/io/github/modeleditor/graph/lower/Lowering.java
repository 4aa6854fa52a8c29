package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.OlderDefinitions;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.OpsetUpgrade;
import io.github.modeleditor.graph.ir.Weight;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rewrites that come before LoRA and gradients. The lowered graph computes what the original does. */
public final class Lowering {
    private static final Map<Operator, FusedOperator> FUSED = Map.of(
            Operator.ATTENTION,
            PackedAttention::lower,
            Operator.BIAS_GELU,
            Activations::biasGelu,
            Operator.FAST_GELU,
            Activations::fastGelu,
            Operator.GROUP_QUERY_ATTENTION,
            GroupQueryAttention::lower,
            Operator.MULTI_HEAD_ATTENTION,
            MultiHeadAttention::lower,
            Operator.SKIP_LAYER_NORMALIZATION,
            Normalizations::skipLayerNormalization,
            Operator.SKIP_SIMPLIFIED_LAYER_NORMALIZATION,
            Normalizations::skipSimplifiedLayerNormalization,
            Operator.STANDARD_ATTENTION,
            StandardAttention::lower);

    private Lowering() {}

    /**
     * Applies every rewrite.
     *
     * @param original as it was read
     * @return an equivalent graph, in single precision
     */
    public static Graph lower(Graph original) {
        Graph known = InputTypes.of(OpsetUpgrade.of(original));
        Graph graph = SinglePrecision.isNeeded(known) ? SinglePrecision.of(known) : known;
        GraphBuilder builder = GraphBuilder.rewriting(graph);
        Rewriting rewriting = new Rewriting(graph, builder);
        for (Node node : graph.nodes()) {
            if (tiedEmbedding(node, rewriting)) {
                continue;
            }
            FusedOperator fused = FUSED.get(node.kind());
            if (fused == null || !fused.lower(node, rewriting)) {
                builder.add(rewrite(node, graph));
                nameWidthOfCache(node, rewriting);
            }
        }
        return OlderDefinitions.of(builder.build());
    }

    /**
     * Whether the attention of a graph counts the tokens of a row itself, by its attention mask: then a gap after a short
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
        boolean hides = original.nodes().stream().anyMatch(node -> node.is(Operator.ATTENTION));
        if (half && hides) {
            throw new UnsupportedModelException("The graph in " + original.folder() + " has " + Operator.ATTENTION
                    + " in half precision, so no base graph can be written for adapters. Convert it to single precision, or"
                    + " optimize it without fusing the attention.");
        }
        boolean fused = original.nodes().stream().anyMatch(Lowering::isFused);
        return !hides && (half || fused) ? original : lowered;
    }

    private static boolean isFused(Node node) {
        return FUSED.containsKey(node.kind()) || node.is(Operator.MATMUL_N_BITS);
    }

    /**
     * {@code Gather(Transpose(W), ids)} of a head W that embeds the tokens too: columns of W as it lies, instead of a second
     * copy of the largest tensor of the model.
     */
    private static boolean tiedEmbedding(Node node, Rewriting rewriting) {
        Graph graph = rewriting.graph();
        Node transpose = node.is(Operator.GATHER) ? graph.producer(node.input(0)) : null;
        if (transpose == null
                || !transpose.is(Operator.TRANSPOSE)
                || !graph.weights().containsKey(transpose.input(0))
                || !transpose.integers("perm").map(List.of(1L, 0L)::equals).orElse(false)
                || node.integer("axis", 0) != 0
                || !node.input(1).equals("input_ids")) {
            return false;
        }
        GraphBuilder builder = rewriting.builder();
        String columns = builder.emit(
                Operator.GATHER, List.of(transpose.input(0), node.input(1)), Attributes.integer("axis", 1));
        rewriting.output(node, 0, rewriting.operators().transpose(columns, 1, 2, 0));
        return true;
    }

    /** Keys of earlier tokens in front of new ones, whose heads the exporter left without a width. */
    private static void nameWidthOfCache(Node node, Rewriting rewriting) {
        if (node.is(Operator.CONCAT) && node.inputs().size() == 2 && node.integer("axis", 0) == 2) {
            rewriting.widthOfHeads(node.input(1)).ifPresent(width -> rewriting.sayWidth(node, 0, width));
        }
    }

    private static Node rewrite(Node node, Graph graph) {
        return switch (node.kind()) {
            case MATMUL -> withoutTransposedWeight(node, graph).orElse(node);
            case LAYER_NORMALIZATION, SIMPLIFIED_LAYER_NORMALIZATION -> Normalizations.withStatistics(node);
            case RMS_NORMALIZATION ->
                Normalizations.withStatistics(renamed(node, Operator.SIMPLIFIED_LAYER_NORMALIZATION));
            case DROPOUT -> GraphBuilder.node(Operator.IDENTITY, List.of(node.input(0)), node.output());
            default -> node;
        };
    }

    /** The operator under the name by which ONNX Runtime has known it for longer; inputs and attributes are the same. */
    private static Node renamed(Node node, Operator operator) {
        return new Node(
                node.proto().toBuilder().setOpType(operator.simpleName()).build());
    }

    /**
     * {@code MatMul(x, Transpose(W))} of a weight W, as tied heads are exported, becomes a product that reads W as it lies:
     * constant folding would otherwise make a second copy of the largest tensor of the model.
     */
    private static Optional<Node> withoutTransposedWeight(Node node, Graph graph) {
        Node transpose = graph.producer(node.input(1));
        if (transpose == null || !transpose.is(Operator.TRANSPOSE)) {
            return Optional.empty();
        }
        Weight weight = graph.weights().get(transpose.input(0));
        boolean swaps = transpose.integers("perm").map(List.of(1L, 0L)::equals).orElse(true);
        if (weight == null || weight.rank() != 2 || !swaps) {
            return Optional.empty();
        }
        NodeProto product = node.proto().toBuilder()
                .setDomain(Operator.FUSED_MATMUL.domain())
                .setOpType(Operator.FUSED_MATMUL.simpleName())
                .setInput(1, transpose.input(0))
                .addAttribute(Attributes.integer("transB", 1))
                .build();
        return Optional.of(new Node(product));
    }
}
