package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.List;

/**
 * Where the tokens of a {@code GroupQueryAttention} stand. A row has n earlier tokens, in the first n columns of a cache of P
 * columns, and S new ones after. With t = seqlens_k + 1 tokens in all,
 *
 * <pre>
 *   n = max(t - S, 0)                    at first n = 0: padding on the right makes t smaller than S
 *   position of the new token i = n + i
 *   position of column j        = j where j &lt; P, else n + j - P; columns n to P - 1 are void
 * </pre>
 *
 * <p>All values are emitted once for all layers.
 */
final class CachedTokens {
    /** The name of n in a lowered graph. */
    static final String EARLIER = "modeleditor/earlier_tokens";

    private final Rewriting rewriting;
    private final Operators ops;
    private final String key;
    private final Node node;

    /**
     * The tokens of a node.
     *
     * @param node a {@code GroupQueryAttention}
     */
    CachedTokens(Node node, Rewriting rewriting) {
        this.node = node;
        this.rewriting = rewriting;
        ops = rewriting.operators();
        key = "tokens " + node.input(5) + " ";
    }

    /** S, int64 [1]. */
    private String added() {
        return rewriting.shared(key + "added", () -> rewriting.length(node.input(0), 1));
    }

    /** P, int64 [1]. */
    private String columns() {
        return rewriting.shared(
                key + "columns",
                () -> node.hasInput(3)
                        ? rewriting.length(node.input(3), 2)
                        : rewriting.builder().integers(0));
    }

    /** n, int64 [batch, 1]. */
    private String before() {
        return rewriting.shared(key + "before", () -> {
            String last =
                    ops.cast(ops.reshape(node.input(5), rewriting.builder().integers(-1, 1)), DataType.INT64);
            String all = ops.add(last, rewriting.builder().integers(1));
            List<String> operands =
                    List.of(ops.subtract(all, added()), rewriting.builder().integers(0));
            rewriting.builder().add(GraphBuilder.node(Operator.MAX, operands, EARLIER));
            return EARLIER;
        });
    }

    /** Positions of the new tokens, int64 [batch, S]. */
    String positions() {
        return rewriting.shared(key + "positions", () -> ops.add(before(), rewriting.range(added())));
    }

    /**
     * What hides a key from a query: those after it, void columns, and, with a window, keys too far before it.
     *
     * @param window how many keys a query sees, itself among them; not positive for all
     * @return 0 or a very small number, float [batch, 1, S, P + S]
     */
    String mask(long window) {
        return rewriting.shared(key + "mask " + window, () -> {
            String column = rewriting.range(ops.add(columns(), added()));
            String isOld = rewriting.binary(Operator.LESS, column, columns());
            String shifted = ops.add(before(), ops.subtract(column, columns()));
            String position = ops.unsqueeze(ops.where(isOld, column, shifted), 1);
            String there = rewriting.binary(
                    Operator.OR, ops.unary(Operator.NOT, isOld), rewriting.binary(Operator.LESS, column, before()));
            String query = ops.unsqueeze(positions(), 2);
            String seen = rewriting.binary(
                    Operator.AND, ops.unsqueeze(there, 1), rewriting.binary(Operator.LESS_OR_EQUAL, position, query));
            if (window > 0) {
                String nearest = ops.subtract(query, rewriting.builder().integers(window));
                seen = rewriting.binary(Operator.AND, seen, rewriting.binary(Operator.GREATER, position, nearest));
            }
            String mask = ops.where(seen, rewriting.number(0), rewriting.number(ScaledDotProduct.MASKED));
            return ops.unsqueeze(mask, 1);
        });
    }

    /**
     * The cache that the node gives: each row's new tokens right after its earlier ones, as many columns as the longer of
     * the old cache and {@code total_sequence_length}.
     *
     * @param all float [batch, heads, P + S, width]
     * @param heads how many
     * @return float [batch, heads, columns, width]
     */
    String present(String all, long heads) {
        String places = rewriting.shared(key + "places " + heads, () -> {
            String total =
                    ops.cast(ops.reshape(node.input(6), rewriting.builder().integers(1)), DataType.INT64);
            String column = rewriting.range(rewriting.binary(Operator.MAX, columns(), total));
            String last = ops.subtract(
                    ops.add(columns(), added()), rewriting.builder().integers(1));
            String after = rewriting.binary(Operator.MIN, ops.add(columns(), ops.subtract(column, before())), last);
            String place = ops.where(rewriting.binary(Operator.LESS, column, before()), column, after);
            String byHead = ops.unsqueeze(place, 1, 3);
            String ones = rewriting.builder().integers(1, heads, 1, 1);
            return ops.expand(byHead, ones);
        });
        return rewriting.builder().emit(Operator.GATHER_ND, List.of(all, places), Attributes.integer("batch_dims", 2));
    }
}
