package io.github.modeleditor.graph.lower;

import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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
    private static final int HEADS_AXIS = 1;

    private static final List<Long> HEADS_BEFORE_TOKENS = List.of(0L, 2L, 1L, 3L);

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

    /** What is turned, float [batch, heads, sequence, width], half its width, and the sines. */
    private record Turned(String x, long half, String sines) {}

    /** The one operator in the place of a rotation that this node is the last of. */
    Optional<Node> fused(Node sum) {
        return Patterns.either(sum, Operator.ADD, (straight, across) -> turned(across)
                .flatMap(turned -> cosines(straight, turned.x()).map(cosines -> rotation(sum, turned, cosines))));
    }

    private Node rotation(Node sum, Turned turned, String cosines) {
        Tables found = tables.computeIfAbsent(
                new Angles(cosines, turned.sines(), turned.half()), angles -> tables(angles, turned.x()));
        return GraphBuilder.node(
                Operator.MICROSOFT_ROTARY_EMBEDDING,
                List.of(turned.x(), found.places(), found.cosines(), found.sines()),
                sum.output());
    }

    /** Of x cos: the cosines. */
    private Optional<String> cosines(String product, String x) {
        return patterns.either(
                product,
                Operator.MUL,
                (one, other) -> one.equals(x) ? ofAllHeads(other, Operator.COS) : Optional.empty());
    }

    /** Of [-x2 x1] sin: all that is in it, where both are parts of one x. That they are halves the operator checks when it runs. */
    private Optional<Turned> turned(String product) {
        return patterns.either(product, Operator.MUL, (quarterTurn, sines) -> ofAllHeads(sines, Operator.SIN)
                .flatMap(sine -> patterns.made(quarterTurn, Operator.CONCAT)
                        .filter(joined -> joined.inputs().size() == 2 && isLast(joined.integer("axis", 0)))
                        .flatMap(joined -> patterns.made(joined.input(0), Operator.NEG)
                                .flatMap(negative -> patterns.made(negative.input(0), Operator.SLICE))
                                .flatMap(second -> patterns.made(joined.input(1), Operator.SLICE)
                                        .flatMap(first -> turned(first, second, sine))))));
    }

    private Optional<Turned> turned(Node first, Node second, String sines) {
        String x = first.input(0);
        OptionalLong half = patterns.integer(first, 2);
        boolean areHalves = half.isPresent()
                && second.input(0).equals(x)
                && hasHeadsBeforeTokens(x)
                && patterns.integer(first, 1).equals(OptionalLong.of(0))
                && patterns.integer(second, 1).equals(half)
                && patterns.integer(second, 2).orElse(0) >= 2 * half.getAsLong()
                && cutsLastAxis(first)
                && cutsLastAxis(second);
        return areHalves ? Optional.of(new Turned(x, half.getAsLong(), sines)) : Optional.empty();
    }

    /** Whether a value is laid out as [batch, heads, sequence, width], whole or in part. */
    private boolean hasHeadsBeforeTokens(String value) {
        String whole = value;
        Optional<Node> part = patterns.made(whole, Operator.SLICE);
        while (part.isPresent()) {
            whole = part.get().input(0);
            part = patterns.made(whole, Operator.SLICE);
        }
        return patterns.made(whole, Operator.TRANSPOSE)
                .flatMap(transposed -> transposed.integers("perm"))
                .filter(HEADS_BEFORE_TOKENS::equals)
                .isPresent();
    }

    private boolean cutsLastAxis(Node slice) {
        return isLast(patterns.integer(slice, 3).orElse(0))
                && (!slice.hasInput(4) || patterns.integer(slice, 4).equals(OptionalLong.of(1)));
    }

    private static boolean isLast(long axis) {
        return axis == -1 || axis == 3;
    }

    /** Cosines or sines before an axis of heads was added, if their halves are alike. */
    private Optional<String> ofAllHeads(String value, Operator function) {
        return patterns.made(value, Operator.UNSQUEEZE)
                .filter(node -> patterns.integer(node, 1).equals(OptionalLong.of(HEADS_AXIS)))
                .map(node -> node.input(0))
                .filter(ofOneHead -> hasLikeHalves(ofOneHead, function));
    }

    private boolean hasLikeHalves(String value, Operator function) {
        Node node = patterns.graph().producer(value);
        if (node == null) {
            return false;
        }
        if (node.is(Operator.CAST) || node.is(Operator.IDENTITY) || node.is(Operator.UNSQUEEZE)) {
            return hasLikeHalves(node.input(0), function);
        }
        if (node.is(function)) {
            return patterns.made(node.input(0), Operator.CONCAT)
                    .filter(angles -> angles.inputs().equals(List.of(angles.input(0), angles.input(0))))
                    .filter(angles -> angles.integer("axis", 0) == -1 || angles.integer("axis", 0) == 2)
                    .isPresent();
        }
        return Patterns.either(
                        node,
                        Operator.MUL,
                        (angles, factor) ->
                                patterns.graph().scalar(factor).isPresent() ? Optional.of(angles) : Optional.empty())
                .filter(angles -> hasLikeHalves(angles, function))
                .isPresent();
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
