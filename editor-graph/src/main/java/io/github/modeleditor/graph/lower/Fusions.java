package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attention;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Reductions;
import io.github.modeleditor.graph.ir.Weight;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Operators that exporters write out and that have a gradient as a whole: it reads less of the forward pass than those of the
 * parts do, so that less is computed, and less kept for it.
 *
 * <pre>
 *   x / sqrt(mean(x^2) + epsilon) * g   becomes   SimplifiedLayerNormalization(x, g)
 *   x * sigmoid(x)                      becomes   QuickGelu(x) with alpha 1
 *   x cos + [-x2 x1] sin                becomes   RotaryEmbedding(x), see {@link Rotations}
 *   q transpose(k)                      becomes   FusedMatMul(q, k)
 * </pre>
 *
 * <p>ONNX Runtime has such fusions of its own, but not where the way back reads the parts.
 */
public final class Fusions {
    /** Permutations of three and four axes that swap the last two. */
    private static final Set<List<Long>> SWAPS_MATRICES = Set.of(List.of(0L, 2L, 1L), List.of(0L, 1L, 3L, 2L));

    private final Graph graph;
    private final Set<Node> scores;
    private final Patterns patterns;
    private final GraphBuilder builder;
    private final Rotations rotations;

    private Fusions(Graph graph) {
        this.graph = graph;
        scores = Attention.of(graph).stream().map(Attention::scores).collect(Collectors.toSet());
        patterns = new Patterns(graph);
        builder = GraphBuilder.rewriting(graph);
        rotations = new Rotations(patterns, builder);
    }

    /**
     * Fuses what can be fused.
     *
     * @param graph a lowered graph of single precision
     * @return an equivalent graph; nodes that are not part of a fusion are those of the given one
     */
    public static Graph fuse(Graph graph) {
        return new Fusions(graph).fuse();
    }

    private Graph fuse() {
        graph.nodes().forEach(node -> builder.add(fused(node).orElse(node)));
        return builder.build();
    }

    private Optional<Node> fused(Node node) {
        return Patterns.either(node, Operator.MUL, (one, other) -> quickGelu(node, one, other)
                        .or(() -> normalization(node, one, other)))
                .or(() -> rotations.fused(node))
                .or(() -> scores(node));
    }

    /** Queries times keys that lie the other way round. */
    private Optional<Node> scores(Node node) {
        return Optional.of(node)
                .filter(product -> product.is(Operator.MATMUL) && scores.contains(product))
                .flatMap(product -> patterns.made(product.input(1), Operator.TRANSPOSE))
                .filter(keys ->
                        keys.integers("perm").filter(SWAPS_MATRICES::contains).isPresent())
                .map(keys -> GraphBuilder.node(
                        Operator.FUSED_MATMUL,
                        List.of(node.input(0), keys.input(0)),
                        node.output(),
                        Attributes.integer("transB", 1)));
    }

    private Optional<Node> quickGelu(Node node, String gate, String x) {
        return patterns.made(gate, Operator.SIGMOID)
                .filter(sigmoid -> sigmoid.input(0).equals(x))
                .map(sigmoid -> GraphBuilder.node(
                        Operator.QUICK_GELU, List.of(x), node.output(), Attributes.number("alpha", 1)));
    }

    /** Rows over their root mean square, times a factor for each element of a row. */
    private Optional<Node> normalization(Node node, String rows, String factor) {
        Weight scale = graph.weights().get(factor);
        boolean scales = scale != null && scale.rank() == 1 && scale.type() == DataType.FLOAT;
        return scales
                ? normalized(rows)
                        .map(normalized -> Normalizations.withStatistics(GraphBuilder.node(
                                Operator.SIMPLIFIED_LAYER_NORMALIZATION,
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
        Node node = graph.producer(
                patterns.made(value, Operator.CAST).map(cast -> cast.input(0)).orElse(value));
        if (node == null) {
            return Optional.empty();
        }
        return node.is(Operator.DIV)
                ? over(node.input(1), node.input(0))
                : Patterns.either(
                        node, Operator.MUL, (inverse, x) -> root(inverse).flatMap(root -> over(root, x)));
    }

    private Optional<NormalizedRows> over(String root, String x) {
        return epsilon(root, x).map(epsilon -> new NormalizedRows(x, epsilon));
    }

    /** What a value is the reciprocal of. */
    private Optional<String> root(String value) {
        Optional<String> reciprocal = patterns.made(value, Operator.RECIPROCAL).map(node -> node.input(0));
        return reciprocal.or(() -> patterns.made(value, Operator.DIV)
                .filter(division -> graph.scalar(division.input(0)).equals(OptionalDouble.of(1)))
                .map(division -> division.input(1)));
    }

    /** Of sqrt(mean(x^2) + epsilon), over the last axis: epsilon, if the value is that. */
    private Optional<Double> epsilon(String value, String x) {
        return patterns.made(value, Operator.SQRT)
                .flatMap(root -> patterns.either(root.input(0), Operator.ADD, (constant, mean) -> {
                    OptionalDouble epsilon = graph.scalar(constant);
                    return epsilon.isPresent() && isMeanSquare(mean, x)
                            ? Optional.of(epsilon.getAsDouble())
                            : Optional.empty();
                }));
    }

    private boolean isMeanSquare(String value, String x) {
        return patterns.made(value, Operator.REDUCE_MEAN)
                .filter(mean -> Reductions.areOfRows(mean, graph))
                .map(mean -> graph.producer(mean.input(0)))
                .filter(square -> isSquare(square, x))
                .isPresent();
    }

    private boolean isSquare(Node node, String x) {
        return switch (node.kind()) {
            case POW -> node.input(0).equals(x) && graph.scalar(node.input(1)).equals(OptionalDouble.of(2));
            case MUL -> node.inputs().equals(List.of(x, x));
            default -> false;
        };
    }
}
