package io.github.modeleditor.onnx.summary;

import io.github.modeleditor.graph.grad.Differentiation;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator.Trait;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.loss.TargetLoss;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many elements the values of a training graph have, told without running it. Widths begin at the embedding and change
 * in products with matrices only; where two activations are multiplied before a softmax, every head has a number for each
 * pair of tokens, and where they are multiplied after it the width of the queries comes back. Values that do not come from
 * the embedding, such as masks and rotary angles, are left out: no gradient flows through them.
 */
final class ActivationSizes {
    private final Graph graph;
    private final Pass pass;
    private final Map<String, Long> elements = new HashMap<>();
    private final Map<String, long[]> matrices;
    /** The size of the queries, by the scores made from them. */
    private final Map<String, Long> queries = new HashMap<>();

    private final Set<String> atTargets = new HashSet<>();

    /**
     * What goes through the model at once.
     *
     * @param rows texts
     * @param length tokens of each
     * @param targets tokens whose likelihood counts
     * @param heads of attention
     */
    record Pass(long rows, long length, long targets, long heads) {}

    /**
     * Sizes of a graph's values.
     *
     * @param graph a training graph
     * @param adapters shapes of A and B by the inputs that take them
     * @param pass what goes through
     */
    ActivationSizes(Graph graph, Map<String, long[]> adapters, Pass pass) {
        this.graph = graph;
        this.pass = pass;
        matrices = adapters;
        for (Node node : graph.nodes()) {
            long size = size(node);
            if (node.inputs().stream().anyMatch(atTargets::contains)) {
                atTargets.addAll(node.outputs());
            }
            node.outputs().forEach(output -> elements.put(output, size));
        }
    }

    /** The elements that a backward pass reads again, so that they are kept until then. */
    long kept(Differentiation plan) {
        Set<String> kept = new HashSet<>();
        plan.nodes().forEach(node -> kept.addAll(plan.kept(node)));
        return kept.stream().mapToLong(this::of).sum();
    }

    /** The elements of the largest value. */
    long largest() {
        return elements.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private long of(String value) {
        return elements.getOrDefault(value, 0L);
    }

    private long largestOperand(Node node) {
        return node.inputs().stream().mapToLong(this::of).max().orElse(0);
    }

    private long size(Node node) {
        return switch (node.kind().family()) {
            case LOOKUP -> lookedUp(node);
            case PRODUCT -> multiplied(node);
            case REDUCING -> Math.min(largestOperand(node), pass.rows() * pass.length());
            case SHAPE, INDEX -> 0;
            case MOVING -> moved(node);
            default -> passedOn(node);
        };
    }

    private long moved(Node node) {
        return switch (node.kind()) {
            case CONCAT -> node.inputs().stream().mapToLong(this::of).sum();
            case SPLIT -> largestOperand(node) / Math.max(1, node.outputs().size());
            // As rotary embeddings cut; the bounds of others are not looked at.
            case SLICE -> largestOperand(node) / 2;
            default -> passedOn(node);
        };
    }

    private long passedOn(Node node) {
        node.inputs().stream()
                .filter(queries::containsKey)
                .findFirst()
                .ifPresent(input -> queries.put(node.output(), queries.getOrDefault(input, 0L)));
        return largestOperand(node);
    }

    private long lookedUp(Node node) {
        long[] table = matrix(node.input(0));
        if (node.input(1).equals(TargetLoss.POSITIONS)) {
            atTargets.add(node.output());
            return of(node.input(0)) / (pass.rows() * pass.length()) * pass.targets();
        }
        return table == null ? of(node.input(0)) : pass.rows() * pass.length() * table[1];
    }

    private long multiplied(Node node) {
        OptionalLong width = width(node);
        long left = of(node.input(0));
        if (width.isPresent()) {
            if (atTargets.contains(node.input(0))) {
                return pass.targets() * width.getAsLong();
            }
            return left == 0 ? 0 : pass.rows() * pass.length() * width.getAsLong();
        }
        long right = of(node.input(1));
        if (left == 0 || right == 0) {
            return 0;
        }
        Long query = queries.get(node.input(0));
        if (query != null) {
            return query;
        }
        queries.put(node.output(), left);
        return pass.rows() * pass.heads() * pass.length() * pass.length();
    }

    /** The width of what a product with a matrix gives. */
    private OptionalLong width(Node product) {
        if (product.is(Trait.QUANTIZED)) {
            return OptionalLong.of(product.integer("N", 0));
        }
        long[] matrix = matrix(product.input(1));
        return matrix == null ? OptionalLong.empty() : OptionalLong.of(matrix[1 - (int) product.integer("transB", 0)]);
    }

    private long @Nullable [] matrix(String name) {
        Weight weight = graph.weights().get(name);
        if (weight != null && weight.rank() == 2) {
            return new long[] {weight.length(0), weight.length(1)};
        }
        return matrices.get(name);
    }
}
