package io.github.modeleditor.graph.cache;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.decoder.CachedTensor;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Attention;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Uses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which values of a decoder know what its tokens are. Three kinds of values are told apart:
 *
 * <ul>
 *   <li><b>contents</b> come from the token ids: hidden states, queries, keys, values. Outside attention each token's are made of
 *       its own alone.
 *   <li><b>scores</b> are the contents between queries times keys and the product with values: they have a row for each query and
 *       a column for each key.
 *   <li><b>settings</b> come from shapes, the mask of padding and positions alone: causal masks, windows, biases by distance,
 *       rotary angles, embeddings of positions. What they are of whole texts can be computed without reading the texts.
 * </ul>
 */
final class TokenFlow {
    private final Graph graph;
    private final Lengths lengths;
    private final List<Attention> attentions;
    private final Set<String> contents = new HashSet<>(Set.of(Decoder.INPUT_IDS));
    private final Set<String> scores = new HashSet<>();
    private final Set<String> settings = new HashSet<>();
    /** Settings that are made of more than shapes. */
    private final Set<String> ofMaskOrPositions = new HashSet<>();

    private TokenFlow(Graph graph, Lengths lengths, List<Attention> attentions) {
        this.graph = graph;
        this.lengths = lengths;
        this.attentions = attentions;
    }

    /**
     * Follows the tokens of a graph.
     *
     * @param decoder whose cache, where it has one, is fed empty
     * @param graph all of its graph that makes hidden states
     * @param lengths of the graph's values
     * @return the kinds of its values
     * @throws UnsupportedModelException if tokens may hear of one another outside an attention that is understood
     */
    static TokenFlow of(Decoder decoder, Graph graph, Lengths lengths) {
        TokenFlow flow = new TokenFlow(graph, lengths, Attention.of(graph));
        decoder.cache().stream().map(CachedTensor::past).forEach(flow.contents::add);
        for (String input : List.of(Decoder.ATTENTION_MASK, Decoder.POSITION_IDS)) {
            flow.settings.add(input);
            flow.ofMaskOrPositions.add(input);
        }
        flow.requireAttentions();
        graph.nodes().forEach(flow::follow);
        return flow;
    }

    List<Attention> attentions() {
        return attentions;
    }

    boolean isContent(String value) {
        return contents.contains(value);
    }

    boolean isSetting(String value) {
        return settings.contains(value);
    }

    boolean isOfScores(String value) {
        return scores.contains(value);
    }

    boolean isOfMaskOrPositions(String value) {
        return ofMaskOrPositions.contains(value);
    }

    /** Whether a node computes with each element of its operands, which are broadcast to one shape. */
    static boolean isElementwise(Node node) {
        return node.is(Family.ARITHMETIC)
                || node.is(Family.UNARY)
                || node.is(Family.ACTIVATION)
                || node.is(Family.COMPARISON)
                || node.is(Operator.WHERE);
    }

    static UnsupportedModelException refusal(String reason, Node node) {
        return new UnsupportedModelException(
                "Texts of this graph cannot be written with a cache of keys and values, since " + reason + " at " + node
                        + ". Export the decoder with its own (use_cache=True).");
    }

    private void requireAttentions() {
        if (attentions.isEmpty()) {
            throw new UnsupportedModelException("Texts of this graph cannot be written with a cache of keys and values,"
                    + " since no attention was found in it.");
        }
        for (Attention attention : attentions) {
            boolean plain = isPlain(attention.scores()) && isPlain(attention.mix());
            if (!plain || attention.mix().integer("transB", 0) != 0) {
                throw refusal("queries, keys or values lie in an unknown way", attention.scores());
            }
        }
    }

    private static boolean isPlain(Node product) {
        return product.integer("transA", 0) == 0
                && product.integer("transBatchA", 0) == 0
                && product.integer("transBatchB", 0) == 0;
    }

    private void follow(Node node) {
        List<String> read = Uses.of(node);
        boolean shape = node.is(Operator.SHAPE) || node.is(Operator.SIZE);
        if (read.stream().anyMatch(contents::contains) && !shape) {
            contents.addAll(node.outputs());
            if (makesScores(node)) {
                scores.addAll(node.outputs());
            }
            requireOwnTokens(node);
        } else if (read.stream().anyMatch(value -> contents.contains(value) || settings.contains(value))) {
            settings.addAll(node.outputs());
            if (!shape && read.stream().anyMatch(ofMaskOrPositions::contains)) {
                ofMaskOrPositions.addAll(node.outputs());
            }
        }
    }

    private boolean makesScores(Node node) {
        if (attentions.stream().anyMatch(attention -> attention.scores() == node)) {
            return true;
        }
        List<String> read = node.inputs().stream().filter(scores::contains).toList();
        if (read.isEmpty()) {
            return false;
        }
        if (attentions.stream().anyMatch(attention -> attention.mix() == node)) {
            if (read.contains(node.input(1))) {
                throw refusal("values come before their weights", node);
            }
            return false;
        }
        boolean known = isElementwise(node)
                || (node.is(Operator.SOFTMAX) && isLastAxis(node))
                || node.is(Operator.RESHAPE)
                || node.is(Operator.UNSQUEEZE)
                || node.is(Operator.SQUEEZE);
        if (!known) {
            throw refusal("scores of queries and keys are put to an unknown use", node);
        }
        for (String operand : node.inputs()) {
            if (isElementwise(node)
                    && contents.contains(operand)
                    && !scores.contains(operand)
                    && lengths.growsWithTokens(operand)) {
                throw refusal("what tokens are has a say in their mask", node);
            }
        }
        return true;
    }

    private boolean isLastAxis(Node softmax) {
        long axis = softmax.integer("axis", -1);
        return axis == -1 || axis == lengths(softmax.output(), softmax).size() - 1L;
    }

    private List<Length> lengths(String value, Node node) {
        return lengths.of(value).orElseThrow(() -> refusal("a length of " + value + " is not understood", node));
    }

    /** Tokens hear of one another in attention alone. */
    private void requireOwnTokens(Node node) {
        if (node.is(Family.CONTROL) || node.is(Family.COMPOSITE) || node.is(Family.UNKNOWN)) {
            throw refusal("nobody knows how it treats tokens", node);
        }
        for (String output : node.outputs()) {
            if (!output.isEmpty()) {
                lengths(output, node);
            }
        }
        if (scores.contains(node.output())) {
            List<Length> made = lengths(node.output(), node);
            if (!made.get(made.size() - 1).isTokens()) {
                throw refusal("the keys of a query do not lie side by side", node);
            }
            return;
        }
        boolean takesTokens =
                node.inputs().stream().anyMatch(input -> contents.contains(input) && lengths.growsWithTokens(input));
        if (takesTokens && !lengths.growsWithTokens(node.output())) {
            throw refusal("it makes one of all tokens", node);
        }
        boolean mixes = attentions.stream().anyMatch(attention -> attention.mix() == node);
        if (node.is(Family.PRODUCT) && !mixes && sumsOverTokens(node)) {
            throw refusal("it sums over tokens and is no attention that is known", node);
        }
        if ((node.is(Family.SOFTMAX) || node.is(Family.NORMALIZING)) && isOverTokens(node)) {
            throw refusal("it normalizes over tokens", node);
        }
    }

    private boolean sumsOverTokens(Node product) {
        List<Length> left = lengths(product.input(0), product);
        boolean turned = product.integer("transA", 0) != 0;
        return left.get(left.size() - (turned && left.size() > 1 ? 2 : 1)).ofColumns();
    }

    private boolean isOverTokens(Node node) {
        List<Length> all = lengths(node.input(0), node);
        long axis = node.integer("axis", -1);
        int first = (int) (axis < 0 ? axis + all.size() : axis);
        List<Length> over = new ArrayList<>(all.subList(first, node.is(Family.SOFTMAX) ? first + 1 : all.size()));
        return over.stream().anyMatch(Length::ofColumns);
    }

    /** The graph that is followed. */
    Graph graph() {
        return graph;
    }
}
