package io.github.modeleditor.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.onnx.ir.Attributes;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Reductions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * Operators that exporters write out and that have a gradient as a whole: it reads less of the forward pass than those of the
 * parts do, so that less is computed, and less kept for it.
 *
 * <pre>
 *   x / sqrt(mean(x^2) + epsilon) * g   becomes   SimplifiedLayerNormalization(x, g)
 *   x * sigmoid(x)                      becomes   QuickGelu(x) with alpha 1
 * </pre>
 *
 * <p>ONNX Runtime has such fusions of its own, but not where the way back reads the parts.
 */
public final class Fusions {
    private final Graph graph;

    private Fusions(Graph graph) {
        this.graph = graph;
    }

    /**
     * Fuses what can be fused.
     *
     * @param graph a lowered graph of single precision
     * @return an equivalent graph; nodes that are not part of a fusion are those of the given one
     */
    public static Graph fuse(Graph graph) {
        Fusions fusions = new Fusions(graph);
        GraphBuilder builder = GraphBuilder.rewriting(graph);
        graph.nodes().forEach(node -> builder.add(fusions.fused(node).orElse(node)));
        return builder.build();
    }

    private Optional<Node> fused(Node node) {
        return either(
                node, "Mul", (one, other) -> quickGelu(node, one, other).or(() -> normalization(node, one, other)));
    }

    /** What is found in the operands of an operator that does not mind their order, first as they stand. */
    private static <T> Optional<T> either(
            Node node, String operator, BiFunction<String, String, Optional<T>> operands) {
        return node.operator().equals(operator)
                ? operands.apply(node.input(0), node.input(1)).or(() -> operands.apply(node.input(1), node.input(0)))
                : Optional.empty();
    }

    private Optional<Node> quickGelu(Node node, String gate, String x) {
        return made(gate, "Sigmoid")
                .filter(sigmoid -> sigmoid.input(0).equals(x))
                .map(sigmoid -> GraphBuilder.node(
                        GraphBuilder.MICROSOFT + ":QuickGelu",
                        List.of(x),
                        node.output(),
                        Attributes.number("alpha", 1)));
    }

    /** Rows over their root mean square, times a factor for each element of a row. */
    private Optional<Node> normalization(Node node, String rows, String factor) {
        TensorProto scale = graph.initializers().get(factor);
        boolean scales =
                scale != null && scale.getDimsCount() == 1 && scale.getDataType() == DataType.FLOAT.getNumber();
        return scales
                ? normalized(rows)
                        .map(normalized -> Normalizations.withStatistics(GraphBuilder.node(
                                "SimplifiedLayerNormalization",
                                List.of(normalized.x(), factor),
                                node.output(),
                                Attributes.integer("axis", -1),
                                Attributes.number("epsilon", (float) normalized.epsilon()))))
                : Optional.empty();
    }

    /** Rows over the root of their mean square and a little more. */
    private record NormalizedRows(String x, double epsilon) {}

    private Optional<NormalizedRows> normalized(String value) {
        // Exporters keep casts of models that could be of half precision; here they change nothing.
        Node node =
                graph.producer(made(value, "Cast").map(cast -> cast.input(0)).orElse(value));
        if (node == null) {
            return Optional.empty();
        }
        return node.operator().equals("Div")
                ? over(node.input(1), node.input(0))
                : either(node, "Mul", (inverse, x) -> root(inverse).flatMap(root -> over(root, x)));
    }

    private Optional<NormalizedRows> over(String root, String x) {
        return epsilon(root, x).map(epsilon -> new NormalizedRows(x, epsilon));
    }

    /** What a value is the reciprocal of. */
    private Optional<String> root(String value) {
        Optional<String> reciprocal = made(value, "Reciprocal").map(node -> node.input(0));
        return reciprocal.or(() -> made(value, "Div")
                .filter(division -> graph.scalar(division.input(0)).equals(OptionalDouble.of(1)))
                .map(division -> division.input(1)));
    }

    /** Of sqrt(mean(x^2) + epsilon), over the last axis: epsilon, if the value is that. */
    private Optional<Double> epsilon(String value, String x) {
        return made(value, "Sqrt")
                .map(root -> graph.producer(root.input(0)))
                .flatMap(sum -> either(sum, "Add", (constant, mean) -> {
                    OptionalDouble epsilon = graph.scalar(constant);
                    return epsilon.isPresent() && isMeanSquare(mean, x)
                            ? Optional.of(epsilon.getAsDouble())
                            : Optional.empty();
                }));
    }

    private boolean isMeanSquare(String value, String x) {
        return made(value, "ReduceMean")
                .filter(mean -> Reductions.areOfRows(mean, graph))
                .map(mean -> graph.producer(mean.input(0)))
                .filter(square -> isSquare(square, x))
                .isPresent();
    }

    private boolean isSquare(Node node, String x) {
        return switch (node.operator()) {
            case "Pow" -> node.input(0).equals(x) && graph.scalar(node.input(1)).equals(OptionalDouble.of(2));
            case "Mul" -> node.inputs().equals(List.of(x, x));
            default -> false;
        };
    }

    private Optional<Node> made(String value, String operator) {
        return Optional.ofNullable(graph.producer(value))
                .filter(node -> node.operator().equals(operator));
    }
}
