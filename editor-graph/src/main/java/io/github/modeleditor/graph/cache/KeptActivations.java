package io.github.modeleditor.graph.cache;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attention;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keys and values of earlier tokens. They are kept where they are smallest: before they are repeated for the queries that share
 * them, and after what turns them by their positions. What leads from there to the product is done once more, of all tokens.
 */
final class KeptActivations {
    private final TokenFlow flow;
    private final Lengths lengths;
    private final GraphBuilder builder;
    private final Operators operators;
    private final WholeTexts whole;
    /** By the name of a value of new tokens that of the same of all tokens. */
    private final Map<String, String> ofAllTokens = new HashMap<>();

    private final Map<String, CachedActivation> cache = new LinkedHashMap<>();

    KeptActivations(TokenFlow flow, Lengths lengths, GraphBuilder builder, WholeTexts whole) {
        this.flow = flow;
        this.lengths = lengths;
        this.builder = builder;
        this.whole = whole;
        operators = new Operators(builder);
    }

    /** All that is kept, in the order in which it is met. */
    List<CachedActivation> cache() {
        return List.copyOf(cache.values());
    }

    /** Whether an operand is the keys or the values of an attention. */
    boolean isKept(Node node, int operand) {
        return operand == 1
                && flow.attentions().stream()
                        .anyMatch(attention -> attention.scores() == node || attention.mix() == node);
    }

    /** Keys or values of all tokens. */
    String withEarlier(String operand, Node product) {
        requireKeysLastOrValuesFirst(operand, product);
        Deque<Node> way = new ArrayDeque<>();
        String point = point(operand, product);
        for (String value = operand; !value.equals(point); ) {
            Node node = Objects.requireNonNull(flow.graph().producer(value));
            way.push(node);
            value = moved(node).orElseThrow();
        }
        ofAllTokens.computeIfAbsent(point, value -> joined(value));
        for (Node node : way) {
            if (!ofAllTokens.containsKey(node.output())) {
                node.inputs().stream()
                        .filter(flow::isSetting)
                        .forEach(setting -> ofAllTokens.put(setting, whole.of(setting)));
                builder.addCopy(node, "of_all_tokens", ofAllTokens);
            }
        }
        return Objects.requireNonNull(ofAllTokens.get(operand));
    }

    /** New tokens come behind earlier ones along the axis over which the product does not sum, or does. */
    private void requireKeysLastOrValuesFirst(String operand, Node product) {
        boolean scores = flow.attentions().stream().map(Attention::scores).anyMatch(node -> node == product);
        List<Length> all = lengths.of(operand).orElseThrow();
        boolean last = scores && product.integer("transB", 0) == 0;
        int axis = all.size() - (last ? 1 : 2);
        if (axis < 0 || !all.get(axis).isTokens()) {
            throw TokenFlow.refusal("keys or values do not lie as expected", product);
        }
    }

    private String joined(String point) {
        int axis = tokenAxis(point).orElseThrow();
        List<Long> shape = new ArrayList<>();
        List<Object> said = new ArrayList<>();
        for (Length length : lengths.of(point).orElseThrow()) {
            shape.add(length.isFixed() ? length.factor() : CachedActivation.OPEN);
            said.add(length.isFixed() ? length.factor() : length.ofRows() ? "batch" : "past");
        }
        String past = builder.input(builder.fresh("past_" + cache.size()), DataType.FLOAT, said.toArray());
        cache.put(point, new CachedActivation(past, point, shape, axis));
        return operators.concat(axis, List.of(past, point));
    }

    /** Where on the way to a product fewest numbers are kept; of several places one whose tokens do not lie side by side. */
    private String point(String operand, Node product) {
        String best = null;
        long fewest = Long.MAX_VALUE;
        Optional<String> value = Optional.of(operand);
        while (value.isPresent()) {
            Optional<Integer> axis = tokenAxis(value.get());
            if (axis.isPresent()) {
                List<Length> all = lengths.of(value.get()).orElseThrow();
                long numbers = 2
                                * all.stream()
                                        .filter(Length::isFixed)
                                        .mapToLong(Length::factor)
                                        .reduce(1, Math::multiplyExact)
                        + (axis.get() == all.size() - 1 ? 1 : 0);
                if (numbers < fewest) {
                    fewest = numbers;
                    best = value.get();
                }
            }
            value = Optional.ofNullable(flow.graph().producer(value.get())).flatMap(this::moved);
        }
        if (best == null) {
            throw TokenFlow.refusal("keys or values are not laid out as rows of tokens", product);
        }
        return best;
    }

    /** The axis of tokens of a value that has rows first, tokens along one axis, and nothing else that depends on the batch. */
    private Optional<Integer> tokenAxis(String value) {
        List<Length> all = lengths.of(value).orElse(List.of());
        if (all.size() < 3 || !all.get(0).equals(new Length(1, true, false))) {
            return Optional.empty();
        }
        int found = 0;
        for (int axis = 1; axis < all.size(); axis++) {
            if (all.get(axis).isTokens() && found == 0) {
                found = axis;
            } else if (!all.get(axis).isFixed()) {
                return Optional.empty();
            }
        }
        return found == 0 ? Optional.empty() : Optional.of(found);
    }

    /** What a node moves, repeats or scales, token by token; empty where it does something else. */
    private Optional<String> moved(Node node) {
        boolean moves = node.is(Operator.TRANSPOSE)
                || node.is(Family.RESHAPING)
                || node.is(Operator.EXPAND)
                || node.is(Operator.IDENTITY);
        if (moves) {
            return Optional.of(node.input(0)).filter(flow::isContent);
        }
        boolean scales = (node.is(Operator.MUL) || node.is(Operator.DIV))
                && flow.graph().scalar(node.input(1)).isPresent();
        return scales ? Optional.of(node.input(0)).filter(flow::isContent) : Optional.empty();
    }
}
