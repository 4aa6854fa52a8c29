package io.github.modeleditor.graph.loss;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.decoder.Positions;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The positionally masked likelihood. With N targets, hidden states h of shape [batch * sequence, hidden], head W, target
 * positions p and target tokens t,
 *
 * <pre>
 *   z_i    = h[p_i] W                       logits at the targets, [N, vocabulary]
 *   l_i    = log softmax(z_i)[t_i]          their log-probabilities, [N]
 *   loss   = - sum_i w_i l_i
 * </pre>
 *
 * <p>A position p_i is that of the token before target i; a token that is no target costs nothing beyond its hidden state.
 *
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3.1</a>
 */
public final class TargetLoss {
    /** The input of flat positions {@code row * sequence + column}, int64 [N]. */
    public static final String POSITIONS = "target_positions";

    /** The input of target tokens, int64 [N]. */
    public static final String IDS = "target_ids";

    /** The input of weights, float [N]. */
    public static final String WEIGHTS = "target_weights";

    /** The output of logits at the targets, float [N, vocabulary]. */
    public static final String TARGET_LOGITS = "target_logits";

    /** The output of log-probabilities of the targets, float [N]. */
    public static final String LOG_PROBABILITIES = "target_log_probabilities";

    /** The output of most likely tokens at the targets' places, int64 [N]. */
    public static final String PREDICTED = "predicted_ids";

    /** The output of the loss, a float scalar. */
    public static final String LOSS = "loss";

    private TargetLoss() {}

    /**
     * Replaces a decoder's logits by logits at the targets.
     *
     * @param decoder the decoder
     * @param graph its graph, with or without adapters
     * @return a graph with the inputs of positions, and the output {@link #TARGET_LOGITS} besides those of the cache
     */
    public static Graph logits(Decoder decoder, Graph graph) {
        GraphBuilder builder = new GraphBuilder(graph);
        builder.input(POSITIONS, DataType.INT64, "targets");
        Operators operators = new Operators(builder);
        String hidden = new TargetRows(graph, builder).of(decoder.hidden(), decoder.hiddenSize());
        String current = head(decoder, graph, builder, hidden);
        for (Node node : decoder.tail()) {
            if (!node.is(Family.RESHAPING) && !Positions.chooses(node, graph)) {
                Map<String, String> instead = new HashMap<>(Map.of(Decoder.activation(node, graph), current));
                current = builder.again(node, TargetRows.STEM, instead).output();
            }
        }
        builder.clearOutputs();
        decoder.cache().forEach(tensor -> builder.output(tensor.present()));
        builder.output(TARGET_LOGITS, operators.cast(current, DataType.FLOAT), DataType.FLOAT, "targets", "vocabulary");
        return builder.build();
    }

    /**
     * Adds what scoring needs.
     *
     * @param targetLogits a graph made by {@link #logits}
     * @return a graph with the inputs of target tokens, and the outputs {@link #LOG_PROBABILITIES} and {@link #PREDICTED}
     *     besides
     */
    public static Graph scores(Graph targetLogits) {
        GraphBuilder builder = new GraphBuilder(targetLogits);
        logProbabilities(builder);
        String predicted = builder.emit(
                Operator.ARG_MAX,
                List.of(TARGET_LOGITS),
                Attributes.integer("axis", 1),
                Attributes.integer("keepdims", 0));
        builder.output(PREDICTED, predicted, DataType.INT64, "targets");
        return builder.build();
    }

    /**
     * Adds the loss.
     *
     * @param targetLogits a graph made by {@link #logits}
     * @return a graph with the inputs of target tokens and weights, and the outputs {@link #LOSS} and {@link
     *     #LOG_PROBABILITIES}
     */
    public static Graph loss(Graph targetLogits) {
        GraphBuilder builder = new GraphBuilder(targetLogits);
        Operators operators = new Operators(builder);
        String logProbabilities = logProbabilities(builder);
        builder.clearOutputs();
        builder.input(WEIGHTS, DataType.FLOAT, "targets");
        String weighted = operators.multiply(logProbabilities, WEIGHTS);
        String loss = operators.unary(Operator.NEG, operators.reduceSum(weighted, false, 0));
        builder.output(LOSS, loss, DataType.FLOAT);
        builder.output(logProbabilities, DataType.FLOAT, "targets");
        return builder.build();
    }

    private static String logProbabilities(GraphBuilder builder) {
        Operators operators = new Operators(builder);
        builder.input(IDS, DataType.INT64, "targets");
        String all = builder.emit(Operator.LOG_SOFTMAX, List.of(TARGET_LOGITS), Attributes.integer("axis", 1));
        String ofTargets = builder.emit(
                Operator.GATHER_ELEMENTS, List.of(all, operators.unsqueeze(IDS, 1)), Attributes.integer("axis", 1));
        builder.output(LOG_PROBABILITIES, operators.squeeze(ofTargets, 1), DataType.FLOAT, "targets");
        return LOG_PROBABILITIES;
    }

    /** The head once more, over gathered hidden states, with its adapter where the graph has one. */
    private static String head(Decoder decoder, Graph graph, GraphBuilder builder, String gathered) {
        Set<Node> made = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(decoder.head().output()));
        while (!open.isEmpty()) {
            String value = open.pop();
            Node node = value.equals(decoder.head().input(0)) ? null : graph.producer(value);
            if (node != null && made.add(node)) {
                open.addAll(node.inputs());
            }
        }
        Map<String, String> again = new HashMap<>(Map.of(decoder.head().input(0), gathered));
        for (Node node : graph.nodes()) {
            if (made.contains(node) && node.inputs().stream().anyMatch(again::containsKey)) {
                builder.again(node, TargetRows.STEM, again);
            }
        }
        return again.getOrDefault(decoder.head().output(), gathered);
    }
}
