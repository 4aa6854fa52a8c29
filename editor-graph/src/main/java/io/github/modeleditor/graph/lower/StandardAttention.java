package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code Attention} of the standard operators from set 23 on, which is what torch.onnx and mobius write there. Queries, keys and
 * values lie either by head, [batch, heads, tokens, width], or side by side, [batch, tokens, heads * width], and then attributes tell
 * how many heads there are.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__Attention.html">Attention</a>
 */
final class StandardAttention {
    /** What is understood; another attribute may say anything. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "is_causal",
            "kv_num_heads",
            "q_num_heads",
            "qk_matmul_output_mode",
            "scale",
            "softcap",
            "softmax_precision");

    private static final int MASK = 3;
    private static final int PAST_KEY = 4;
    private static final int PAST_VALUE = 5;
    /** From set 24 on: how many keys of a row are no padding. */
    private static final int KEYS_OF_ROW = 6;

    private final Node node;
    private final Rewriting rewriting;
    private final Operators ops;

    private StandardAttention(Node node, Rewriting rewriting) {
        this.node = node;
        this.rewriting = rewriting;
        ops = rewriting.operators();
    }

    static boolean lower(Node node, Rewriting rewriting) {
        Optional<Boolean> choosesKeys =
                node.hasInput(MASK) ? Truths.isTruth(node.input(MASK), rewriting.graph()) : Optional.of(false);
        boolean known = node.proto().getAttributeList().stream().allMatch(a -> ATTRIBUTES.contains(a.getName()))
                && node.hasInput(PAST_KEY) == node.hasInput(PAST_VALUE)
                && !node.hasInput(KEYS_OF_ROW)
                && !Rewriting.hasOutput(node, 3);
        if (!known || choosesKeys.isEmpty()) {
            return false;
        }
        new StandardAttention(node, rewriting).lower(choosesKeys.get());
        return true;
    }

    private void lower(boolean choosesKeys) {
        long heads = node.integer("q_num_heads", ScaledDotProduct.OPEN);
        long keyHeads = node.integer("kv_num_heads", ScaledDotProduct.OPEN);
        boolean said = heads > 0 && keyHeads > 0;
        boolean sideBySide = said && !rewriting.isByHead(node.input(0));
        OptionalLong width = width(sideBySide, heads);
        String query = sideBySide ? rewriting.heads(node.input(0), heads) : node.input(0);
        String key = withPast(sideBySide, keyHeads, 1, PAST_KEY);
        String value = withPast(sideBySide, keyHeads, 2, PAST_VALUE);
        rewriting.output(node, 1, key);
        rewriting.output(node, 2, value);
        width.ifPresent(length -> rewriting.sayWidth(node, PAST_KEY, length));
        List<String> masks = masks(choosesKeys, query, key);
        float scale = node.number("scale", 0);
        if (scale == 0 && width.isPresent()) {
            scale = (float) (1 / Math.sqrt((double) width.getAsLong()));
        } else if (scale == 0) {
            query = ops.divide(query, ops.unary(Operator.SQRT, ops.cast(rewriting.length(query, 3), DataType.FLOAT)));
            scale = 1;
        }
        ScaledDotProduct attention = new ScaledDotProduct(
                said ? heads : ScaledDotProduct.OPEN,
                said ? keyHeads : ScaledDotProduct.OPEN,
                scale,
                node.number("softcap", 0));
        rewriting.output(
                node,
                0,
                sideBySide
                        ? attention.emit(rewriting, query, key, value, masks)
                        : attention.byHead(rewriting, query, key, value, masks));
    }

    /** The width of a head of queries, where the graph says it. */
    private OptionalLong width(boolean sideBySide, long heads) {
        if (!sideBySide) {
            return rewriting.widthOfHeads(node.input(0));
        }
        OptionalLong all = rewriting.width(node.input(0));
        return all.isPresent() ? OptionalLong.of(all.getAsLong() / heads) : all;
    }

    /** Keys or values by head, those of earlier tokens in front. */
    private String withPast(boolean sideBySide, long heads, int input, int past) {
        String added = sideBySide ? rewriting.heads(node.input(input), heads) : node.input(input);
        return node.hasInput(past) ? ops.concat(2, List.of(node.input(past), added)) : added;
    }

    /** What is added to the products. Truths are put together before they become numbers, so that a row has a sum where it sees nothing. */
    private List<String> masks(boolean choosesKeys, String query, String key) {
        boolean causal = node.integer("is_causal", 0) == 1;
        List<String> masks = new ArrayList<>();
        if (choosesKeys && causal) {
            masks.add(number(rewriting.binary(Operator.AND, node.input(MASK), seen(query, key))));
        } else if (choosesKeys) {
            masks.add(rewriting.shared("attention mask " + node.input(MASK), () -> number(node.input(MASK))));
        } else {
            if (node.hasInput(MASK)) {
                masks.add(node.input(MASK));
            }
            if (causal) {
                masks.add(number(seen(query, key)));
            }
        }
        return masks;
    }

    private String number(String seen) {
        return ops.where(seen, rewriting.number(0), rewriting.number(ScaledDotProduct.MASKED));
    }

    /** Whether a key is no later than a query: the first query sees the first key, and all that is in the cache. Booleans [queries, keys]. */
    private String seen(String query, String key) {
        String queries = rewriting.range(rewriting.length(query, 2));
        String places = node.hasInput(PAST_KEY) ? ops.add(queries, rewriting.length(node.input(PAST_KEY), 2)) : queries;
        String keys = rewriting.range(rewriting.length(key, 2));
        return rewriting.binary(Operator.LESS_OR_EQUAL, ops.unsqueeze(keys, 0), ops.unsqueeze(places, 1));
    }
}
