package io.github.modeleditor.onnx.lower;

import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Operators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Rotary position embeddings that are written out, of x = [x1 x2] with the angles [f f]:
 *
 * <pre>
 *   x cos([f f]) + [-x2 x1] sin([f f])   becomes   RotaryEmbedding(x, places, cos f, sin f)
 * </pre>
 *
 * <p>The operator looks its angles up in tables; here a table has a row for each token of the batch, made once for all layers.
 *
 * @see <a href="https://arxiv.org/abs/2104.09864">RoFormer: Enhanced Transformer with Rotary Position Embedding</a>
 */
final class Rotations {
    /** What may stand between a cosine and its use without making its two halves unlike, constant factors besides. */
    private static final Set<String> KEEPING_HALVES = Set.of("Cast", "Identity", "Unsqueeze");

    private static final int HEADS_AXIS = 1;

    private final Patterns patterns;
    private final GraphBuilder builder;
    private final Operators operators;
    private final Map<Angles, Tables> tables = new HashMap<>();

    /**
     * What finds rotations.
     *
     * @param patterns of the graph they are written out in
     * @param builder of the graph they are to be in
     */
    Rotations(Patterns patterns, GraphBuilder builder) {
        this.patterns = patterns;
        this.builder = builder;
        operators = new Operators(builder);
    }

    /** The cosines and sines of a rotation, float [batch, sequence, width] or [1, sequence, width], and half their width. */
    private record Angles(String cosines, String sines, long half) {}

    /** The same as tables, float [batch * sequence, width / 2], and for each token its row; int64 [batch, sequence]. */
    private record Tables(String cosines, String sines, String places) {}

    /** What is turned, float [batch, heads, sequence, width]. */
    private record Turned(String x, long half) {}

    /** The one operator in the place of a rotation that this node is the last of. */
    Optional<Node> fused(Node sum) {
        return Patterns.either(sum, "Add", (one, other) -> Optional.ofNullable(
                        patterns.graph().producer(other))
                .flatMap(product -> Patterns.either(product, "Mul", (quarterTurn, sines) -> quarterTurn(quarterTurn)
                        .flatMap(turned -> Optional.ofNullable(patterns.graph().producer(one))
                                .flatMap(straight -> Patterns.either(
                                        straight, "Mul", (x, cosines) -> fused(sum, turned, x, cosines, sines)))))));
    }

    private Optional<Node> fused(Node sum, Turned turned, String x, String cosines, String sines) {
        if (!x.equals(turned.x())) {
            return Optional.empty();
        }
        return ofAllHeads(cosines, "Cos")
                .flatMap(cosine -> ofAllHeads(sines, "Sin").map(sine -> {
                    Tables found = tables.computeIfAbsent(
                            new Angles(cosine, sine, turned.half()), angles -> tables(angles, x));
                    return GraphBuilder.node(
                            GraphBuilder.MICROSOFT + ":RotaryEmbedding",
                            List.of(x, found.places(), found.cosines(), found.sines()),
                            sum.output());
                }));
    }

    /** Of [-x2 x1], where both are parts of one x: that x. That they are halves the operator checks when it runs. */
    private Optional<Turned> quarterTurn(String value) {
        return patterns.made(value, "Concat")
                .filter(joined -> joined.inputs().size() == 2 && isLast(joined.integer("axis", 0)))
                .flatMap(joined -> patterns.made(joined.input(0), "Neg")
                        .flatMap(negative -> patterns.made(negative.input(0), "Slice"))
                        .flatMap(second ->
                                patterns.made(joined.input(1), "Slice").flatMap(first -> halves(first, second))));
    }

    private Optional<Turned> halves(Node first, Node second) {
        OptionalLong half = patterns.integer(first, 2);
        boolean areHalves = half.isPresent()
                && first.input(0).equals(second.input(0))
                && patterns.integer(first, 1).equals(OptionalLong.of(0))
                && patterns.integer(second, 1).equals(half)
                && patterns.integer(second, 2).orElse(0) >= 2 * half.getAsLong()
                && cutsLastAxis(first)
                && cutsLastAxis(second);
        return areHalves ? Optional.of(new Turned(first.input(0), half.getAsLong())) : Optional.empty();
    }

    private boolean cutsLastAxis(Node slice) {
        return isLast(patterns.integer(slice, 3).orElse(0))
                && (!slice.hasInput(4) || patterns.integer(slice, 4).equals(OptionalLong.of(1)));
    }

    /** Of four axes, since queries and keys have as many where cosines are given to all heads. */
    private static boolean isLast(long axis) {
        return axis == -1 || axis == 3;
    }

    /** Cosines or sines before an axis of heads was added, if their halves are alike. */
    private Optional<String> ofAllHeads(String value, String function) {
        return patterns.made(value, "Unsqueeze")
                .filter(node -> patterns.integer(node, 1).equals(OptionalLong.of(HEADS_AXIS))
                        && hasLikeHalves(node.input(0), function))
                .map(node -> node.input(0));
    }

    private boolean hasLikeHalves(String value, String function) {
        Node node = patterns.graph().producer(value);
        if (node == null) {
            return false;
        }
        if (KEEPING_HALVES.contains(node.operator())) {
            return hasLikeHalves(node.input(0), function);
        }
        if (node.operator().equals("Mul")) {
            return Patterns.either(node, "Mul", (angles, factor) -> Optional.of(angles)
                            .filter(product -> patterns.graph().scalar(factor).isPresent()))
                    .filter(angles -> hasLikeHalves(angles, function))
                    .isPresent();
        }
        return node.operator().equals(function)
                && patterns.made(node.input(0), "Concat")
                        .filter(angles -> angles.inputs().size() == 2
                                && angles.input(0).equals(angles.input(1))
                                && isLastOfAngles(angles.integer("axis", 0)))
                        .isPresent();
    }

    private static boolean isLastOfAngles(long axis) {
        return axis == -1 || axis == 2;
    }

    private Tables tables(Angles angles, String x) {
        String tokens = operators.gather(operators.shape(x), builder.integers(0, 2));
        String cosines = table(angles.cosines(), angles.half(), tokens);
        String rows = operators.slice(operators.shape(cosines), 0, 0, 1);
        return new Tables(
                cosines,
                table(angles.sines(), angles.half(), tokens),
                operators.reshape(operators.range(builder.integers(0), rows), tokens));
    }

    private String table(String angles, long half, String tokens) {
        String first = operators.slice(angles, -1, 0, half);
        String ofAllTokens = operators.expand(first, operators.concat(0, List.of(tokens, builder.integers(1))));
        return operators.reshape(ofAllTokens, builder.integers(-1, half));
    }
}
