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
 * The positionally masked loss. With hidden states h of shape [batch * sequence, hidden], head W, and N positions p at each of which K
 * tokens t are looked at,
 *
 * <pre>
 *   z_i    = h[p_i] W                           logits at the positions, [N, vocabulary]
 *   l_ik   = log softmax(z_i)[t_ik]             their log-probabilities, [N, K]
 *   loss   = - sum_ik w_ik l_ik                 cross entropy of what is named
 *            - sum_i u_i log (1 - sum_k m_ik exp l_ik)      and of the rest
 *            + 1/2 sum_ik c_ik max(0, l_ik - r_ik)^2        what exceeds a ceiling
 * </pre>
 *
 * <p>A target is a position with one token of weight w and no rest (u = 0, m = 0): the negative log-likelihood. A soft target
 * of weight v names tokens of probability q: w = v q, m = 1, and u = v r with the rest r; the sum is v times the cross entropy,
 * which has the gradient of the divergence, and lacks its constant {@code sum q log q + r log r}. A position p_i is that of the token
 * before target i; a token that is no target costs nothing beyond its hidden state, and K tokens at a position no more logits than
 * one.
 *
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3.1</a>
 */
public final class TargetLoss {
    /** The input of flat positions {@code row * sequence + column}, int64 [N]. */
    public static final String POSITIONS = "target_positions";

    /** The input of tokens, int64 [N] for scoring, [N, K] for the loss; those of one position are distinct. */
    public static final String IDS = "target_ids";

    /** The input of weights w, float [N, K]. */
    public static final String WEIGHTS = "target_weights";

    /** The input of marks m, float [N, K]: 1 where a soft target names a token, else 0. */
    public static final String NAMED = "named_tokens";

    /** The input of the weights of the rest u, float [N]. */
    public static final String REST_WEIGHTS = "rest_weights";

    /** The input of ceilings r, float [N, K]: log-probabilities in nats. */
    public static final String CEILINGS = "ceilings";

    /** The input of the weights of what exceeds them c, float [N, K]; 0 where a token has no ceiling. */
    public static final String CEILING_WEIGHTS = "ceiling_weights";

    /** The output of logits at the targets, float [N, vocabulary]. */
    public static final String TARGET_LOGITS = "target_logits";

    /** The output of log-probabilities, float [N] for scoring, [N, K] for the loss. */
    public static final String LOG_PROBABILITIES = "target_log_probabilities";

    /** The output of most likely tokens at the targets' places, int64 [N]. */
    public static final String PREDICTED = "predicted_ids";

    /** The output of the loss, a float scalar. */
    public static final String LOSS = "loss";

    /**
     * What is left for tokens that are not named is taken for this at least. Below it the sum of the others is rounded to
     * single precision too coarsely for a difference to 1.
     */
    public static final float SMALLEST_REST = 0x1p-20f;

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
        String current = decoder.isWithoutHead() ? hidden : head(decoder, graph, builder, hidden);
        for (Node node : decoder.tail()) {
            if (!node.is(Family.RESHAPING) && !Positions.chooses(node, graph)) {
                Map<String, String> instead = new HashMap<>(Map.of(Decoder.activation(node, graph), current));
                current = builder.addCopy(node, TargetRows.STEM, instead).output();
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
        Operators operators = new Operators(builder);
        builder.input(IDS, DataType.INT64, "targets");
        String ofTargets = logProbabilities(builder, operators.unsqueeze(IDS, 1));
        builder.output(LOG_PROBABILITIES, operators.squeeze(ofTargets, 1), DataType.FLOAT, "targets");
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
     * @return a graph with the inputs of tokens, weights, marks, weights of the rest and ceilings, and the outputs {@link #LOSS}
     *     and {@link #LOG_PROBABILITIES}
     */
    public static Graph loss(Graph targetLogits) {
        GraphBuilder builder = new GraphBuilder(targetLogits);
        Operators operators = new Operators(builder);
        builder.input(IDS, DataType.INT64, "targets", "named");
        String logProbabilities = logProbabilities(builder, IDS);
        builder.clearOutputs();
        String terms = operators.add(named(builder, logProbabilities), rest(builder, logProbabilities));
        builder.output(LOSS, operators.subtract(excess(builder, logProbabilities), terms), DataType.FLOAT);
        builder.output(LOG_PROBABILITIES, logProbabilities, DataType.FLOAT, "targets", "named");
        return builder.build();
    }

    /** {@code sum_ik w_ik l_ik}. */
    private static String named(GraphBuilder builder, String logProbabilities) {
        Operators operators = new Operators(builder);
        builder.input(WEIGHTS, DataType.FLOAT, "targets", "named");
        return operators.reduceSum(operators.multiply(logProbabilities, WEIGHTS), false, 0, 1);
    }

    /** {@code sum_i u_i log (1 - sum_k m_ik exp l_ik)}. */
    private static String rest(GraphBuilder builder, String logProbabilities) {
        Operators operators = new Operators(builder);
        builder.input(NAMED, DataType.FLOAT, "targets", "named");
        builder.input(REST_WEIGHTS, DataType.FLOAT, "targets");
        String probabilities = operators.multiply(operators.unary(Operator.EXP, logProbabilities), NAMED);
        String rest =
                operators.subtract(builder.scalar(DataType.FLOAT, 1), operators.reduceSum(probabilities, false, 1));
        String logRest = operators.unary(
                Operator.LOG, builder.emit(Operator.MAX, List.of(rest, builder.scalar(DataType.FLOAT, SMALLEST_REST))));
        return operators.reduceSum(operators.multiply(logRest, REST_WEIGHTS), false, 0);
    }

    /** {@code 1/2 sum_ik c_ik max(0, l_ik - r_ik)^2}. */
    private static String excess(GraphBuilder builder, String logProbabilities) {
        Operators operators = new Operators(builder);
        builder.input(CEILINGS, DataType.FLOAT, "targets", "named");
        builder.input(CEILING_WEIGHTS, DataType.FLOAT, "targets", "named");
        String above = builder.emit(
                Operator.MAX,
                List.of(operators.subtract(logProbabilities, CEILINGS), builder.scalar(DataType.FLOAT, 0)));
        String weighted = operators.multiply(operators.multiply(above, above), CEILING_WEIGHTS);
        return operators.multiply(operators.reduceSum(weighted, false, 0, 1), builder.scalar(DataType.FLOAT, 0.5f));
    }

    /** Log-probabilities of some tokens of each row of logits; the name of a value of the shape of their ids. */
    private static String logProbabilities(GraphBuilder builder, String ids) {
        String all = builder.emit(Operator.LOG_SOFTMAX, List.of(TARGET_LOGITS), Attributes.integer("axis", 1));
        return builder.emit(Operator.GATHER_ELEMENTS, List.of(all, ids), Attributes.integer("axis", 1));
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
        Map<String, String> copies = new HashMap<>(Map.of(decoder.head().input(0), gathered));
        for (Node node : graph.nodes()) {
            if (made.contains(node) && node.inputs().stream().anyMatch(copies::containsKey)) {
                builder.addCopy(node, TargetRows.STEM, copies);
            }
        }
        return copies.getOrDefault(decoder.head().output(), gathered);
    }
}
