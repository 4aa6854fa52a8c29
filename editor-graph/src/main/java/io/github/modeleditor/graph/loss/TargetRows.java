package io.github.modeleditor.graph.loss;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.collect.Lists;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Trait;
import io.github.modeleditor.graph.ir.Operators;
import io.github.modeleditor.graph.ir.Reductions;
import io.github.modeleditor.graph.ir.Uses;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.ir.Widths;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes the targets' rows out of the hidden states as early as can be. After its last attention a decoder computes each position
 * by itself, and nobody asks for those that are no targets: so the last MLP, its norm and the product before them are computed
 * of the targets' rows alone, on the way to the loss and on the way back.
 *
 * <p>A node is moved after the choice of rows if it computes them one by one and all that reads it is moved too.
 */
final class TargetRows {
    /** What the names of values remind of that exist at the targets alone. */
    static final String STEM = "at_targets";

    private final Graph graph;
    private final GraphBuilder builder;
    private final Operators operators;
    private final Widths widths;
    private final Set<Node> moved = new HashSet<>();

    /**
     * What will choose rows.
     *
     * @param graph a decoder's graph, with or without adapters
     * @param builder of the same graph; it has the input of positions
     */
    TargetRows(Graph graph, GraphBuilder builder) {
        this.graph = graph;
        this.builder = builder;
        operators = new Operators(builder);
        widths = Widths.ofPositions(graph);
    }

    /**
     * The rows of hidden states at the targets.
     *
     * @param hidden float [batch, sequence, width]; all that is wanted of the graph besides is a cache
     * @param width of a hidden state
     * @return the name of a value; float [targets, width]
     */
    String of(String hidden, long width) {
        Map<String, Long> chosen = choose(hidden, width);
        if (chosen.containsValue(Widths.OPEN)) {
            moved.clear();
            chosen = Map.of(hidden, width);
        }
        Map<String, String> rows = new HashMap<>();
        chosen.forEach((value, itsWidth) -> rows.put(
                value,
                operators.gather(operators.reshape(value, builder.integers(-1, itsWidth)), TargetLoss.POSITIONS)));
        for (Node node : graph.nodes()) {
            if (moved.contains(node)) {
                builder.addCopy(node, STEM, rows);
            }
        }
        return Objects.requireNonNull(rows.get(hidden));
    }

    /** Decides which nodes are moved, from the last to the first, and tells of which values rows are chosen, and their widths. */
    private Map<String, Long> choose(String hidden, long width) {
        Map<String, Long> chosen = new LinkedHashMap<>(Map.of(hidden, width));
        Map<String, List<Node>> readers = Uses.readers(graph);
        Set<String> outputs =
                graph.outputs().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        for (Node node : Lists.reverse(graph.nodes())) {
            String value = node.outputs().get(0);
            boolean wantedAsRows = chosen.containsKey(value)
                    && !outputs.contains(value)
                    && (value.equals(hidden) || moved.containsAll(readers.getOrDefault(value, List.of())));
            Map<String, Long> operands = wantedAsRows ? operandsInRows(node) : Map.of();
            if (!operands.isEmpty()) {
                moved.add(node);
                chosen.remove(value);
                operands.forEach(chosen::putIfAbsent);
            }
        }
        return chosen;
    }

    /** What a node reads row by row to make its own rows, with widths; empty where it may read more than that. */
    private Map<String, Long> operandsInRows(Node node) {
        if (node.is(Family.ARITHMETIC)) {
            return elementwise(node.inputs());
        }
        if (isRowByRow(node)) {
            return elementwise(List.of(node.input(0)));
        }
        OptionalLong depth = depth(node);
        return depth.isPresent() ? Map.of(node.input(0), depth.getAsLong()) : Map.of();
    }

    /** Whether a node makes of each row of its first operand another one of that width or, as a mean does, a number. */
    private boolean isRowByRow(Node node) {
        return node.is(Family.UNARY)
                || node.is(Family.ACTIVATION)
                || (node.is(Family.NORMALIZING) && node.integer("axis", -1) == -1)
                || (node.is(Operator.REDUCE_MEAN) && Reductions.areOfRows(node, graph));
    }

    /** How long the rows are that a product with a matrix reads; empty where it is no such product, or reads columns. */
    private OptionalLong depth(Node node) {
        boolean readsRows = (node.is(Trait.BATCHED) || node.is(Trait.QUANTIZED))
                && node.is(Family.PRODUCT)
                && node.integer("transA", 0) == 0
                && node.integer("transBatchA", 0) == 0;
        return readsRows ? widths.depth(node) : OptionalLong.empty();
    }

    /** Operands of known widths, those left out that are the same for every row. */
    private Map<String, Long> elementwise(List<String> operands) {
        Map<String, Long> known = new HashMap<>();
        for (String operand : operands) {
            Weight constant = graph.weights().get(operand);
            OptionalLong width = widths.of(operand);
            if (constant == null && width.isPresent()) {
                known.put(operand, width.getAsLong());
            } else if (constant == null || constant.rank() > 1) {
                return Map.of();
            }
        }
        return known;
    }
}
