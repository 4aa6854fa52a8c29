package io.github.modeleditor.graph.lora;

import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a graph's shape alone tells of its products with frozen matrices: which feeds which, and where two activations
 * meet.
 *
 * <p>For every value it knows the <em>sources</em>: the products that reach it without another product in between, and
 * whether the embedding of the tokens does. The residual stream is where the embedding does: nothing but sums and
 * normalizations lies on it. So a product whose operand has the embedding among its sources reads the stream, and the sums
 * before it are the other sources.
 */
final class Structure {
    private static final int EMBEDDING = 0;

    private final Graph graph;
    private final List<Node> products;
    private final Map<Node, Integer> numbers = new HashMap<>();
    private final Map<String, BitSet> sources = new HashMap<>();
    private final Map<String, List<Node>> readers;
    private final Set<String> fromTokens = new HashSet<>();

    /**
     * Reads a graph.
     *
     * @param graph a lowered graph
     * @param products its products with frozen matrices, in order
     * @param tokens the input of token ids
     */
    Structure(Graph graph, List<Node> products, String tokens) {
        this.graph = graph;
        readers = Uses.readers(graph);
        this.products = List.copyOf(products);
        for (int i = 0; i < products.size(); i++) {
            numbers.put(products.get(i), i + 1);
        }
        fromTokens.add(tokens);
        for (Node node : graph.nodes()) {
            BitSet from = sourcesOf(node);
            node.outputs().forEach(output -> sources.put(output, from));
        }
    }

    private BitSet sourcesOf(Node node) {
        BitSet from = new BitSet();
        Integer number = numbers.get(node);
        if (number != null) {
            from.set(number);
        } else if (isEmbedding(node)) {
            from.set(EMBEDDING);
        } else if (!node.endsFlow()) {
            node.inputs().forEach(input -> from.or(sources.getOrDefault(input, new BitSet())));
            if (node.inputs().stream().anyMatch(fromTokens::contains)) {
                fromTokens.addAll(node.outputs());
            }
        }
        return from;
    }

    private boolean isEmbedding(Node node) {
        return node.is(Family.LOOKUP) && fromTokens.contains(node.input(1));
    }

    /** The lookups of the tokens' embedding, in order. */
    List<Node> lookups() {
        return graph.nodes().stream().filter(this::isEmbedding).toList();
    }

    /** Whether the tokens' embedding reaches what a product reads. */
    boolean readsStream(Node product) {
        return sources(product.input(0)).get(EMBEDDING);
    }

    /** The products that reach what this one reads, in order. */
    List<Node> before(Node product) {
        return products(product.input(0));
    }

    /** The products that reach a value, in order. */
    List<Node> products(String value) {
        return sources(value).stream()
                .filter(number -> number != EMBEDDING)
                .mapToObj(number -> products.get(number - 1))
                .toList();
    }

    /** The one product that alone reaches a value, if it is so. */
    Optional<Node> only(String value) {
        BitSet from = sources(value);
        return from.cardinality() == 1 && !from.get(EMBEDDING)
                ? Optional.of(products.get(from.nextSetBit(0) - 1))
                : Optional.empty();
    }

    /** Whether a product's output goes through a nonlinear function before the next product. */
    boolean isBent(Node product) {
        return onward(product.output(), node -> node.is(Family.ACTIVATION)).isPresent();
    }

    /** The nearest node of a kind that a value flows to without a product with a frozen matrix in between. */
    private Optional<Node> onward(String value, Predicate<Node> wanted) {
        List<String> open = new ArrayList<>(List.of(value));
        Set<Node> seen = new HashSet<>();
        for (int i = 0; i < open.size(); i++) {
            for (Node node : readers.getOrDefault(open.get(i), List.of())) {
                if (numbers.containsKey(node) || node.endsFlow() || !seen.add(node)) {
                    continue;
                }
                if (wanted.test(node)) {
                    return Optional.of(node);
                }
                open.addAll(node.outputs());
            }
        }
        return Optional.empty();
    }

    private BitSet sources(String value) {
        return sources.getOrDefault(value, new BitSet());
    }
}
