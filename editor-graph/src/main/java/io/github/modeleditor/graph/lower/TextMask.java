package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attention;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import java.util.List;
import java.util.Optional;

/**
 * Lets several texts lie one after the other in a row: every attention adds a mask that keeps them from one another,
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

    private TextMask() {}

    /**
     * Adds the mask.
     *
     * @param graph a lowered graph
     * @return the graph with one more input, or empty where no attention is found
     */
    public static Optional<Graph> insert(Graph graph) {
        List<Attention> attentions = Attention.of(graph);
        if (attentions.isEmpty()) {
            return Optional.empty();
        }
        GraphBuilder builder = new GraphBuilder(graph);
        for (Attention attention : attentions) {
            Node node = attention.softmax();
            String masked = builder.fresh(node.input(0) + "/within_text");
            Node softmax = new Node(node.proto().toBuilder().setInput(0, masked).build());
            builder.replace(
                    node, List.of(GraphBuilder.node(Operator.ADD, List.of(node.input(0), INPUT), masked), softmax));
        }
        builder.input(INPUT, DataType.FLOAT, "batch", 1, "sequence", "sequence");
        return Optional.of(builder.build());
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
}
