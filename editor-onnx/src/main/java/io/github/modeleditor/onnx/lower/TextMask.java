package io.github.modeleditor.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets several texts lie one behind the other in a row: every attention adds a mask that keeps them from one another,
 *
 * <pre>
 *   softmax(QK + causal mask)   becomes   softmax(QK + causal mask + text mask)
 * </pre>
 *
 * <p>A row then needs no padding beyond its end. Positions have to be fed, counted anew for each text.
 *
 * @see <a href="https://arxiv.org/abs/2107.02027">Efficient Sequence Packing without Cross-contamination</a>
 */
public final class TextMask {
    /** The input, float [batch, 1, sequence, sequence]: 0 within a text, {@link #APART} between two. */
    public static final String INPUT = "text_mask";

    /** Far below any product of query and key, and still finite beside a causal mask of the lowest number there is. */
    public static final float APART = -1e9f;

    private static final Set<String> PRODUCTS =
            Set.of("MatMul", "Gemm", "com.microsoft:FusedMatMul", "com.microsoft:MatMulNBits");

    private final Graph graph;
    private final Map<String, List<Node>> readers = new HashMap<>();

    private TextMask(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            node.inputs().forEach(input -> readers.computeIfAbsent(input, i -> new ArrayList<>())
                    .add(node));
        }
    }

    /**
     * Adds the mask.
     *
     * @param graph a lowered graph
     * @return the graph with one more input, or empty where no attention is found
     */
    public static Optional<Graph> insert(Graph graph) {
        return new TextMask(graph).inserted();
    }

    /**
     * Whether a graph takes the mask.
     *
     * @param graph any graph
     * @return true if it was made by {@link #insert}
     */
    public static boolean isIn(Graph graph) {
        return graph.inputs().stream().anyMatch(input -> input.getName().equals(INPUT));
    }

    private Optional<Graph> inserted() {
        GraphBuilder builder = new GraphBuilder(graph);
        boolean found = false;
        for (Node node : graph.nodes()) {
            if (isAttention(node)) {
                String masked = builder.fresh(node.input(0) + "/within_text");
                Node softmax =
                        new Node(node.proto().toBuilder().setInput(0, masked).build());
                builder.replace(
                        node, List.of(GraphBuilder.node("Add", List.of(node.input(0), INPUT), masked), softmax));
                found = true;
            }
        }
        builder.input(INPUT, DataType.FLOAT, "batch", 1, "sequence", "sequence");
        return found ? Optional.of(builder.build()) : Optional.empty();
    }

    /** A softmax between two products of activations; that of a router of experts comes from a product with a weight. */
    private boolean isAttention(Node node) {
        return node.operator().equals("Softmax")
                && comesFromActivations(node.input(0), new HashSet<>())
                && leadsToActivations(node.output(), new HashSet<>());
    }

    private boolean comesFromActivations(String value, Set<String> seen) {
        Node node = graph.producer(value);
        if (node == null || !seen.add(value)) {
            return false;
        }
        return PRODUCTS.contains(node.operator())
                ? multipliesActivations(node)
                : node.inputs().stream().anyMatch(input -> comesFromActivations(input, seen));
    }

    private boolean leadsToActivations(String value, Set<String> seen) {
        return seen.add(value)
                && readers.getOrDefault(value, List.of()).stream()
                        .anyMatch(node -> PRODUCTS.contains(node.operator())
                                ? multipliesActivations(node)
                                : leadsToActivations(node.output(), seen));
    }

    private boolean multipliesActivations(Node node) {
        return !graph.initializers().containsKey(node.input(0))
                && !graph.initializers().containsKey(node.input(1));
    }
}
