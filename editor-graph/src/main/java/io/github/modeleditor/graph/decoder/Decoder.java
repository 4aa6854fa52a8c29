package io.github.modeleditor.graph.decoder;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.collect.Streams;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Trait;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lower.Lowering;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes a graph a decoder: it takes token ids, and ends in a product of hidden states with the vocabulary.
 *
 * @param graph a lowered graph
 * @param head the product with the vocabulary
 * @param hidden the hidden states of all positions: what the head reads, or, where the export takes only the last position
 *     to the head, what that was taken from
 * @param tail what comes between the product and the logits, such as a bias or a soft cap, in order
 * @param hiddenSize the width of a hidden state
 * @param vocabularySize the width of the logits
 * @param hasAttentionMask whether the graph takes {@value #ATTENTION_MASK}
 * @param hasPositionIds whether the graph takes {@value #POSITION_IDS}
 * @param cache the keys and values of earlier tokens that the graph takes and gives; empty where it has no cache
 */
public record Decoder(
        Graph graph,
        Node head,
        String hidden,
        List<Node> tail,
        int hiddenSize,
        int vocabularySize,
        boolean hasAttentionMask,
        boolean hasPositionIds,
        List<CachedTensor> cache) {
    /** The input of token ids, int64 [batch, sequence]. */
    public static final String INPUT_IDS = "input_ids";

    /** The input that is 1 where a token is and 0 where padding is, int64 [batch, sequence]. */
    public static final String ATTENTION_MASK = "attention_mask";

    /** The input of positions from 0, int64 [batch, sequence]. */
    public static final String POSITION_IDS = "position_ids";

    /** The output, float [batch, sequence, vocabulary]. */
    public static final String LOGITS = "logits";

    public Decoder {
        tail = List.copyOf(tail);
        cache = List.copyOf(cache);
    }

    /**
     * Reads a graph as a decoder.
     *
     * @param graph a lowered graph
     * @return the decoder
     * @throws UnsupportedModelException if it takes no token ids, gives no logits, takes an input that nobody could feed,
     *     or its logits do not come from a product with a frozen matrix and it does not say how many there are
     */
    public static Decoder of(Graph graph) {
        List<String> inputs =
                graph.inputs().stream().map(ValueInfoProto::getName).toList();
        List<String> outputs =
                graph.outputs().stream().map(ValueInfoProto::getName).toList();
        requireNamed("input", INPUT_IDS, inputs, graph);
        requireNamed("output", LOGITS, outputs, graph);
        List<CachedTensor> cache = CachedTensor.of(graph);
        Set<String> known = new HashSet<>(Set.of(INPUT_IDS, ATTENTION_MASK, POSITION_IDS));
        cache.forEach(tensor -> known.add(tensor.past()));
        List<String> unknown =
                inputs.stream().filter(input -> !known.contains(input)).toList();
        if (!unknown.isEmpty()) {
            throw new UnsupportedModelException("The graph in " + graph.folder() + " takes inputs that are not known: "
                    + String.join(", ", unknown)
                    + ". Export the decoder without a key/value cache (use_cache=False), or with one"
                    + " of past_key_values.N.key and .value, float [batch, heads, tokens, width], that gives present.N.key"
                    + " and .value.");
        }
        Deque<Node> tail = new ArrayDeque<>();
        Node node = graph.producer(LOGITS);
        while (node != null && !isHead(node, graph) && (isOfTail(node) || Positions.chooses(node, graph))) {
            tail.addFirst(node);
            node = graph.producer(activation(node, graph));
        }
        if (node == null || !isHead(node, graph)) {
            Node made = graph.producer(LOGITS);
            int vocabulary = declaredVocabulary(graph);
            if (made == null || vocabulary == 0) {
                throw new UnsupportedModelException(withoutHead(graph, node));
            }
            return new Decoder(
                    graph,
                    made,
                    LOGITS,
                    List.of(),
                    vocabulary,
                    vocabulary,
                    inputs.contains(ATTENTION_MASK),
                    inputs.contains(POSITION_IDS),
                    cache);
        }
        Weight weight = Objects.requireNonNull(graph.weights().get(node.input(1)));
        boolean quantized = node.is(Trait.QUANTIZED);
        int transposed = Ints.checkedCast(node.integer("transB", 0));
        return new Decoder(
                graph,
                node,
                Positions.all(node.input(0), graph),
                List.copyOf(tail),
                Ints.checkedCast(quantized ? node.integer("K", 0) : weight.length(transposed)),
                Ints.checkedCast(quantized ? node.integer("N", 0) : weight.length(1 - transposed)),
                inputs.contains(ATTENTION_MASK),
                inputs.contains(POSITION_IDS),
                cache);
    }

    /**
     * Refuses a graph that can be asked and not trained, since its head was not found.
     *
     * @throws UnsupportedModelException if {@link #hidden} are no hidden states, but the logits themselves
     */
    public void requireHead() {
        if (isWithoutHead()) {
            throw new UnsupportedModelException(withoutHead(graph, head));
        }
    }

    /**
     * Whether the graph ends in something else than a product with a frozen matrix; then {@link #hidden} are the logits themselves.
     *
     * @return true if it can be asked and no more
     */
    public boolean isWithoutHead() {
        return hidden.equals(LOGITS);
    }

    private static String withoutHead(Graph graph, @Nullable Node node) {
        List<String> quantized = graph.nodes().stream()
                .map(Node::operator)
                .filter(Operator::quantizesOtherwise)
                .distinct()
                .toList();
        return "The logits of the graph in " + graph.folder()
                + " do not come from a product with a frozen matrix, but from "
                + (node == null ? "an input" : node.toString())
                + (quantized.isEmpty()
                        ? ". Export the decoder with its language-model head."
                        : ": it is quantized by " + String.join(", ", quantized)
                                + ", which is not read. Take the model.onnx or model_fp16.onnx beside it, or one that is"
                                + " quantized by MatMulNBits, such as model_q4.onnx.");
    }

    /** The last length of the logits, if the graph says it. */
    private static int declaredVocabulary(Graph graph) {
        return graph.outputs().stream()
                .filter(output -> output.getName().equals(LOGITS))
                .flatMap(output ->
                        Streams.findLast(output.getType().getTensorType().getShape().getDimList().stream()).stream())
                .mapToLong(Dimension::getDimValue)
                .filter(length -> length > 0 && length <= Integer.MAX_VALUE)
                .mapToInt(Ints::checkedCast)
                .findFirst()
                .orElse(0);
    }

    /**
     * Whether texts of unlike length can be decoded side by side with the cache: that takes a mask for the gaps after the
     * shorter prompts, and positions that do not count them.
     *
     * @return true if there is a cache, a mask, and positions that are fed or that the graph takes from the mask
     */
    public boolean decodesWithCache() {
        return !cache.isEmpty() && hasAttentionMask && (hasPositionIds || Lowering.countsTokens(graph));
    }

    private static boolean isHead(Node node, Graph graph) {
        return node.is(Family.PRODUCT)
                && graph.weights().containsKey(node.input(1))
                && (node.is(Trait.QUANTIZED)
                        || graph.weights().get(node.input(1)).rank() == 2);
    }

    /** A bias, a soft cap, a cast, or other axes. */
    private static boolean isOfTail(Node node) {
        return node.is(Family.ARITHMETIC)
                || node.is(Family.UNARY)
                || node.is(Family.ACTIVATION)
                || node.is(Family.RESHAPING);
    }

    /**
     * Of a node's inputs the one that is no constant.
     *
     * @param node one of the tail
     * @param graph where it stands
     * @return the name of a value
     */
    public static String activation(Node node, Graph graph) {
        return node.inputs().stream()
                .filter(input -> !graph.weights().containsKey(input))
                .findFirst()
                .orElse(node.input(0));
    }

    private static void requireNamed(String kind, String name, List<String> names, Graph graph) {
        if (!names.contains(name)) {
            throw new UnsupportedModelException("The graph in " + graph.folder() + " has no " + kind + " named " + name
                    + "; it has " + String.join(", ", names) + ". Export it as a decoder for text generation.");
        }
    }
}
