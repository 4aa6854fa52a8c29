package io.github.modeleditor.graph.cache;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Settings as they would be if the graph read whole texts: the nodes that make them once more, over the mask and positions of all
 * tokens, and over shapes in which there are as many tokens as whole texts have.
 */
final class WholeTexts {
    private final TokenFlow flow;
    private final Lengths lengths;
    private final GraphBuilder builder;
    private final Operators operators;
    /** By the name of a setting of new tokens that of the same of whole texts. */
    private final Map<String, String> ofWhole = new HashMap<>();

    WholeTexts(TokenFlow flow, Lengths lengths, GraphBuilder builder) {
        this.flow = flow;
        this.lengths = lengths;
        this.builder = builder;
        operators = new Operators(builder);
        ofWhole.put(Decoder.ATTENTION_MASK, Decoder.ATTENTION_MASK);
        ofWhole.put(Decoder.POSITION_IDS, Decoder.POSITION_IDS);
    }

    /** How many tokens are new, int64 [1]. */
    String newTokens() {
        return ofWhole.computeIfAbsent(
                "new tokens", key -> operators.slice(operators.shape(Decoder.INPUT_IDS), 0, 1, 2));
    }

    /** How many tokens a whole text has, int64 [1]. */
    String allTokens() {
        return ofWhole.computeIfAbsent(
                "all tokens", key -> operators.slice(operators.shape(CacheInsertion.KEY_PLACES), 0, 1, 2));
    }

    /** A setting of whole texts; constants are the same of both. */
    String of(String setting) {
        String known = ofWhole.get(setting);
        if (known != null || !flow.isSetting(setting)) {
            return known == null ? setting : known;
        }
        Node node = Objects.requireNonNull(flow.graph().producer(setting));
        if (node.is(Family.CONTROL)) {
            throw TokenFlow.refusal("masks or positions are made by a graph within the graph", node);
        }
        boolean shape = node.is(Operator.SHAPE) || node.is(Operator.SIZE);
        if (shape && flow.isContent(node.input(0))) {
            String whole = ofMoreTokens(node);
            ofWhole.put(setting, whole);
            return whole;
        }
        requireNoSummary(node);
        node.inputs().stream().filter(input -> !input.isEmpty()).forEach(this::of);
        builder.addCopy(node, "of_whole_texts", ofWhole);
        return Objects.requireNonNull(ofWhole.get(setting));
    }

    /** What is one of all tokens, such as the last position, changes with every token; what is kept would be of another. */
    private void requireNoSummary(Node node) {
        boolean sums = node.is(Family.REDUCING) || node.is(Family.INDEX) || node.is(Operator.TOP_K);
        if (sums && flow.isOfMaskOrPositions(node.output()) && lengths.growsWithTokens(node.input(0))) {
            throw TokenFlow.refusal("it changes for earlier tokens too when a text grows", node);
        }
    }

    /** The shape, or the size, that something of new tokens would have of all. */
    private String ofMoreTokens(Node node) {
        String ofNew = node.output();
        List<Length> all =
                lengths.of(node.input(0)).orElseThrow(() -> TokenFlow.refusal("a shape is not understood", node));
        if (node.is(Operator.SIZE)) {
            String size = ofNew;
            for (Length length : all) {
                size = length.ofColumns() ? scaled(size) : size;
            }
            return size;
        }
        return chosen(node, all.stream().map(Length::ofColumns).toList(), scaled(ofNew), ofNew);
    }

    private String scaled(String length) {
        return operators.multiply(operators.divide(length, newTokens()), allTokens());
    }

    /** The shape of scores as it would be if new tokens were all there are; the node's own output has all keys. */
    void addShapeOfScores(Node node, Node ofAllKeys) {
        builder.add(ofAllKeys);
        int rank = lengths.of(node.input(0)).orElseThrow().size();
        List<Boolean> keys =
                IntStream.range(0, rank).mapToObj(axis -> axis == rank - 1).toList();
        String shape = chosen(node, keys, newTokens(), ofAllKeys.output());
        builder.add(GraphBuilder.node(Operator.IDENTITY, List.of(shape), node.output()));
    }

    /** Of a shape, which may be a part of one, these lengths at the axes that are so, and the others elsewhere. */
    private String chosen(Node shape, List<Boolean> axes, String whenSo, String otherwise) {
        int rank = axes.size();
        int start = axis(shape.integer("start", 0), rank);
        int end = axis(shape.integer("end", rank), rank);
        List<Boolean> part = axes.subList(Math.min(start, end), end);
        if (!part.contains(true)) {
            return otherwise;
        }
        long[] marks = part.stream().mapToLong(mark -> mark ? 1 : 0).toArray();
        return operators.where(operators.cast(builder.integers(marks), DataType.BOOL), whenSo, otherwise);
    }

    private static int axis(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }
}
