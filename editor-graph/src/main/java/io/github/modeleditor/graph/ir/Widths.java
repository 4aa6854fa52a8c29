package io.github.modeleditor.graph.ir;

import io.github.modeleditor.graph.ir.Operator.Trait;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The last lengths of a graph's values, where the graph says them; nothing is run. Either of all values, or of those alone whose
 * rows are one for each position, because nothing on their way has moved elements from row to row or made a row of its own.
 * Not thread-safe.
 */
public final class Widths {
    /** A length that is there and is not said, as the rank of an adapter that is fed. */
    public static final long OPEN = -1;

    private static final int AXES = 8;

    private final Graph graph;
    private final boolean ofPositions;
    private final Map<String, OptionalLong> known = new HashMap<>();

    /** How many nodes of the graph were asked, from the first on. */
    private int asked;

    private Widths(Graph graph, boolean ofPositions) {
        this.graph = graph;
        this.ofPositions = ofPositions;
    }

    /**
     * Of all values.
     *
     * @param graph any graph
     * @return their widths
     */
    public static Widths ofAll(Graph graph) {
        return new Widths(graph, false);
    }

    /**
     * Of values that have a row for each position.
     *
     * @param graph any graph
     * @return their widths; those of other values, constants among them, count as not said
     */
    public static Widths ofPositions(Graph graph) {
        return new Widths(graph, true);
    }

    /**
     * The last length of a value.
     *
     * @param value its name
     * @return its width, 1 for a scalar, {@link #OPEN} where it is that; empty where the graph does not say it
     */
    public OptionalLong of(String value) {
        OptionalLong width = known.get(value);
        if (width == null) {
            Node node = graph.producer(value);
            if (node == null) {
                width = ofPositions ? OptionalLong.empty() : ofConstant(value);
            } else {
                ask(node);
                width = known.get(value);
                width = width == null ? of(node) : width;
            }
            known.put(value, width);
        }
        return width;
    }

    /** All up to a node, in order: asking from the node back would go as deep into the stack as the graph is long. */
    private void ask(Node last) {
        while (asked < graph.nodes().size()) {
            Node node = graph.nodes().get(asked++);
            OptionalLong width = of(node);
            node.outputs().forEach(output -> known.put(output, width));
            if (node == last) {
                return;
            }
        }
    }

    /**
     * One length of a matrix, be it a weight or fed.
     *
     * @param matrix the name of an initializer or an input
     * @param axis 0 or 1
     * @return the length, {@link #OPEN} where it is that; empty for what is no matrix
     */
    public OptionalLong length(String matrix, int axis) {
        Weight weight = graph.weights().get(matrix);
        if (weight != null) {
            return weight.rank() == 2 ? OptionalLong.of(weight.length(axis)) : OptionalLong.empty();
        }
        return graph.inputs().stream()
                .filter(input -> input.getName().equals(matrix))
                .map(input -> input.getType().getTensorType().getShape())
                .filter(shape -> shape.getDimCount() == 2)
                .mapToLong(shape ->
                        shape.getDim(axis).hasDimValue() ? shape.getDim(axis).getDimValue() : OPEN)
                .findFirst();
    }

    /**
     * How long the rows are that a product with a matrix reads.
     *
     * @param product of the family of products
     * @return the width of its first operand, if it is read as it lies
     */
    public OptionalLong depth(Node product) {
        return product.is(Trait.QUANTIZED)
                ? OptionalLong.of(product.integer("K", 0))
                : length(product.input(1), product.integer("transB", 0) == 1 ? 1 : 0);
    }

    private OptionalLong of(Node node) {
        return switch (node.kind().family()) {
            case PRODUCT -> ofProduct(node);
            case LOOKUP ->
                node.is(Operator.GATHER) && node.integer("axis", 0) == 0
                        ? length(node.input(0), 1)
                        : OptionalLong.empty();
            case ARITHMETIC -> broadcast(node.inputs());
            case UNARY, ACTIVATION -> of(node.input(0));
            case ROTATION -> ofPositions ? OptionalLong.empty() : of(node.input(0));
            case NORMALIZING -> of(node.input(ofPositions ? 0 : 1));
            case REDUCING -> Reductions.areOfRows(node, graph) ? OptionalLong.of(1) : OptionalLong.empty();
            case RESHAPING -> node.is(Operator.RESHAPE) && !ofPositions ? ofShape(node.input(1)) : OptionalLong.empty();
            default -> OptionalLong.empty();
        };
    }

    private OptionalLong ofProduct(Node node) {
        if (node.is(Trait.QUANTIZED)) {
            return OptionalLong.of(node.integer("N", 0));
        }
        // What has two axes only was reshaped before.
        return ofPositions && !node.is(Trait.BATCHED)
                ? OptionalLong.empty()
                : length(node.input(1), node.integer("transB", 0) == 1 ? 0 : 1);
    }

    /** What operands are broadcast to: one that is longer than 1 tells the width alone, otherwise each has to be known. */
    private OptionalLong broadcast(List<String> operands) {
        long widest = 1;
        boolean all = true;
        for (String operand : operands) {
            OptionalLong constant = ofConstant(operand);
            OptionalLong width = constant.isPresent() ? constant : of(operand);
            all &= width.isPresent();
            widest = Math.max(widest, width.orElse(1));
        }
        return all || (widest > 1 && !ofPositions) ? OptionalLong.of(widest) : OptionalLong.empty();
    }

    private OptionalLong ofShape(String shape) {
        Optional<List<Long>> lengths =
                Optional.ofNullable(graph.weights().get(shape)).flatMap(weight -> weight.integers(AXES));
        long last = lengths.filter(all -> !all.isEmpty())
                .map(all -> all.get(all.size() - 1))
                .orElse(0L);
        return last > 0 ? OptionalLong.of(last) : OptionalLong.empty();
    }

    private OptionalLong ofConstant(String value) {
        Weight constant = graph.weights().get(value);
        if (constant == null) {
            return OptionalLong.empty();
        }
        int axes = constant.rank();
        return OptionalLong.of(axes == 0 ? 1 : constant.length(axes - 1));
    }
}
