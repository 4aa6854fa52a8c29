package io.github.modeleditor.onnx.lower;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.onnx.ir.Attributes;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Reductions;
import io.github.modeleditor.onnx.ir.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

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

    /** Two operands of an operator that does not mind their order. */
    private record Operands(String one, String other) {}

    private Optional<Node> fused(Node node) {
        return operands(node, "Mul", this::isSigmoidOfOther)
                .map(operands -> quickGelu(node, operands.other()))
                .or(() -> operands(node, "Mul", this::isNormalized).flatMap(operands -> normalization(node, operands)));
    }

    /** The operands of a node of such an operator, that of which something holds in front. */
    private Optional<Operands> operands(Node node, String operator, Predicate<Operands> holds) {
        if (!node.operator().equals(operator)) {
            return Optional.empty();
        }
        Operands forward = new Operands(node.input(0), node.input(1));
        Operands backward = new Operands(node.input(1), node.input(0));
        return holds.test(forward)
                ? Optional.of(forward)
                : Optional.of(backward).filter(holds);
    }

    private boolean isSigmoidOfOther(Operands operands) {
        return made(operands.one(), "Sigmoid")
                .filter(sigmoid -> sigmoid.input(0).equals(operands.other()))
                .isPresent();
    }

    private static Node quickGelu(Node node, String x) {
        return GraphBuilder.node(
                GraphBuilder.MICROSOFT + ":QuickGelu", List.of(x), node.output(), Attributes.number("alpha", 1));
    }

    /** Whether one is x over its root mean square, and the other a factor for each element of a row. */
    private boolean isNormalized(Operands operands) {
        TensorProto factor = graph.initializers().get(operands.other());
        return factor != null
                && factor.getDimsCount() == 1
                && factor.getDataType() == DataType.FLOAT.getNumber()
                && normalized(operands.one()).isPresent();
    }

    private Optional<Node> normalization(Node node, Operands operands) {
        return normalized(operands.one()).map(rows -> {
            List<String> inputs = List.of(rows.x(), operands.other());
            Node normalization = GraphBuilder.node(
                    "SimplifiedLayerNormalization",
                    inputs,
                    node.output(),
                    Attributes.integer("axis", -1),
                    Attributes.number("epsilon", (float) rows.epsilon()));
            return Normalizations.withStatistics(normalization);
        });
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
        if (node.operator().equals("Div")) {
            return epsilon(node.input(1), node.input(0)).map(epsilon -> new NormalizedRows(node.input(0), epsilon));
        }
        return operands(node, "Mul", operands -> root(operands.one())
                        .flatMap(root -> epsilon(root, operands.other()))
                        .isPresent())
                .flatMap(operands -> root(operands.one())
                        .flatMap(root -> epsilon(root, operands.other()))
                        .map(epsilon -> new NormalizedRows(operands.other(), epsilon)));
    }

    /** What a value is the reciprocal of. */
    private Optional<String> root(String value) {
        Optional<String> reciprocal = made(value, "Reciprocal").map(node -> node.input(0));
        return reciprocal.or(() -> made(value, "Div")
                .filter(division -> constant(division.input(0)).equals(OptionalDouble.of(1)))
                .map(division -> division.input(1)));
    }

    /** Of sqrt(mean(x^2) + epsilon), over the last axis: epsilon, if the value is that. */
    private Optional<Double> epsilon(String value, String x) {
        return made(value, "Sqrt")
                .map(root -> graph.producer(root.input(0)))
                .flatMap(sum -> operands(
                        sum,
                        "Add",
                        operands -> constant(operands.one()).isPresent() && isMeanSquare(operands.other(), x)))
                .map(operands -> constant(operands.one()).orElseThrow());
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
            case "Pow" -> node.input(0).equals(x) && constant(node.input(1)).equals(OptionalDouble.of(2));
            case "Mul" -> node.inputs().equals(List.of(x, x));
            default -> false;
        };
    }

    private Optional<Node> made(String value, String operator) {
        return Optional.ofNullable(graph.producer(value))
                .filter(node -> node.operator().equals(operator));
    }

    private OptionalDouble constant(String value) {
        TensorProto tensor = graph.initializers().get(value);
        return tensor == null ? OptionalDouble.empty() : Tensors.scalarValue(tensor);
    }
}
