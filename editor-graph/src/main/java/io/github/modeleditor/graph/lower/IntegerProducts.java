package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Trait;
import io.github.modeleditor.graph.ir.Operators;
import io.github.modeleditor.graph.ir.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph whose products with frozen matrices are computed in 8-bit integers, on the way to the loss and on the way back alike.
 * A row x of what is multiplied is rounded by its own largest magnitude m, a column of the matrix by a scale s of its own:
 *
 * <pre>
 *   m = max |x|,   q = round(127 x / m),   x op(W)  is about  (q Q) m s / 127
 * </pre>
 *
 * <p>Sums of products of integers are exact, so each product has the error of rounding its two operands, about one part in a
 * hundred of its size where numbers are spread as the normal distribution has it. Everything else stays as it was, adapters
 * and their gradients among it.
 *
 * @param graph the graph, with two more inputs for each of {@code matrices}
 * @param matrices the matrices it is to be fed
 * @see <a href="https://arxiv.org/abs/2208.07339">LLM.int8(), section 2.1: vector-wise quantization</a>
 */
public record IntegerProducts(Graph graph, Set<IntegerMatrix> matrices) {
    private static final int LARGEST = 127;

    /** What unsigned bytes, which the kernels want on the left, have in the place of zero. */
    private static final int ZERO = 128;

    /** Below this a row counts as all zeros; far below any activation, and its reciprocal is still finite. */
    private static final double TINY = 1e-30;

    private static final long AXES_ARE_INPUTS = 18;

    public IntegerProducts {
        matrices = Set.copyOf(matrices);
    }

    /**
     * Rewrites a graph.
     *
     * @param graph a graph of single precision, with or without its backward pass
     * @param excluded initializers whose products stay as they are
     * @param bytes how matrices are to lie in bytes
     * @return an equivalent graph up to rounding, and what it needs
     */
    public static IntegerProducts of(Graph graph, Set<String> excluded, IntegerBytes bytes) {
        return new Rewrite(graph, excluded, bytes).products();
    }

    /** Rows in integers, and what they were divided by. */
    private record Rows(String integers, String magnitudes) {}

    private static final class Rewrite {
        private final Graph graph;
        private final Set<String> excluded;
        private final IntegerBytes bytes;
        private final GraphBuilder builder;
        private final Operators operators;
        private final Set<IntegerMatrix> matrices = new LinkedHashSet<>();
        /** Siblings, such as query, key and value, read the same rows. */
        private final Map<String, Rows> rounded = new HashMap<>();

        Rewrite(Graph graph, Set<String> excluded, IntegerBytes bytes) {
            this.graph = graph;
            this.excluded = excluded;
            this.bytes = bytes;
            builder = GraphBuilder.rewriting(graph);
            operators = new Operators(builder);
        }

        IntegerProducts products() {
            for (Node node : graph.nodes()) {
                frozen(node).ifPresentOrElse(weight -> multiply(node, weight), () -> builder.add(node));
            }
            for (IntegerMatrix matrix : matrices) {
                builder.input(matrix.values(), bytes.type(), matrix.rows(), matrix.columns());
                builder.input(matrix.scales(), DataType.FLOAT, matrix.columns());
            }
            return new IntegerProducts(builder.build(), matrices);
        }

        /** The frozen matrix of a product, if the node is one whose operands are read in their order. */
        private Optional<Weight> frozen(Node node) {
            boolean plain = node.is(Family.PRODUCT)
                    && !node.is(Trait.QUANTIZED)
                    && node.integer("transA", 0) == 0
                    && node.integer("transBatchA", 0) == 0
                    && node.number("alpha", 1) == 1
                    && node.number("beta", 1) == 1;
            return Optional.ofNullable(plain ? graph.weights().get(node.input(1)) : null)
                    .filter(matrix -> !excluded.contains(matrix.name())
                            && matrix.rank() == 2
                            && matrix.type() == DataType.FLOAT
                            && matrix.elements() <= Integer.MAX_VALUE);
        }

        private void multiply(Node node, Weight weight) {
            boolean transposed = node.integer("transB", 0) == 1;
            long rows = weight.length(transposed ? 1 : 0);
            long columns = weight.length(transposed ? 0 : 1);
            IntegerMatrix matrix = new IntegerMatrix(weight.name(), transposed, rows, columns, bytes);
            matrices.add(matrix);
            Rows operand = rounded.computeIfAbsent(node.input(0), this::round);
            List<String> operands =
                    new ArrayList<>(List.of(operand.integers(), matrix.values(), step(), matrix.scales(), zero()));
            if (bytes == IntegerBytes.UNSIGNED) {
                operands.add(builder.scalar(bytes.type(), bytes.zero()));
            }
            String product = builder.emit(Operator.MATMUL_INTEGER_TO_FLOAT, operands);
            if (node.hasInput(2)) {
                String scaled = operators.multiply(product, operand.magnitudes());
                builder.add(GraphBuilder.node(Operator.ADD, List.of(scaled, node.input(2)), node.output()));
            } else {
                builder.add(GraphBuilder.node(Operator.MUL, List.of(product, operand.magnitudes()), node.output()));
            }
        }

        private Rows round(String value) {
            String magnitudes =
                    builder.emit(Operator.MAX, List.of(largest(value), builder.scalar(DataType.FLOAT, TINY)));
            String normalized = operators.multiply(value, operators.unary(Operator.RECIPROCAL, magnitudes));
            return new Rows(builder.emit(Operator.QUANTIZE_LINEAR, List.of(normalized, step(), zero())), magnitudes);
        }

        /** The largest magnitude of each row. */
        private String largest(String value) {
            String magnitudes = operators.unary(Operator.ABS, value);
            if (builder.opset() >= AXES_ARE_INPUTS) {
                return builder.emit(Operator.REDUCE_MAX, List.of(magnitudes, builder.integers(-1)));
            }
            return builder.emit(Operator.REDUCE_MAX, List.of(magnitudes), Attributes.integers("axes", -1));
        }

        private String step() {
            return builder.scalar(DataType.FLOAT, 1.0 / LARGEST);
        }

        private String zero() {
            return builder.scalar(DataType.UINT8, ZERO);
        }
    }
}
