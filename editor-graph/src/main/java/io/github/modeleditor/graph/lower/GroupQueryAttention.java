package io.github.modeleditor.graph.lower;

import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code com.microsoft:GroupQueryAttention}: rotary embeddings, the cache, the causal mask and the attention of queries that
 * share keys in one operator.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention">
 *     GroupQueryAttention</a>
 */
final class GroupQueryAttention {
    /** What is understood; another attribute may say anything. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "do_rotary",
            "kv_num_heads",
            "local_window_size",
            "num_heads",
            "rotary_interleaved",
            "scale",
            "sliding_window_cache",
            "smooth_softmax",
            "softcap",
            "k_quant_type",
            "v_quant_type",
            "kv_cache_bit_width",
            "qk_output");

    private GroupQueryAttention() {}

    static boolean lower(Node node, Rewriting rewriting) {
        long heads = node.integer("num_heads", 0);
        long keyHeads = node.integer("kv_num_heads", 0);
        OptionalLong width = width(node, rewriting, heads, keyHeads);
        if (width.isEmpty() || !isKnown(node)) {
            return false;
        }
        Operators ops = rewriting.operators();
        GraphBuilder builder = rewriting.builder();
        CachedTokens tokens = new CachedTokens(node, rewriting);
        List<String> parts = parts(node, rewriting, heads, keyHeads);
        String query = parts.get(0);
        String key = parts.get(1);
        if (node.integer("do_rotary", 0) == 1) {
            String positions = node.hasInput(9) ? node.input(9) : tokens.positions();
            query = rotate(node, builder, query, positions);
            key = rotate(node, builder, key, positions);
        }
        String keys = node.hasInput(3) ? ops.concat(2, List.of(node.input(3), key)) : key;
        String values = node.hasInput(4) ? ops.concat(2, List.of(node.input(4), parts.get(2))) : parts.get(2);
        if (Rewriting.hasOutput(node, 1)) {
            rewriting.output(node, 1, tokens.present(keys, keyHeads));
            rewriting.output(node, 2, tokens.present(values, keyHeads));
        }
        List<String> masks = new ArrayList<>(List.of(tokens.mask(node.integer("local_window_size", -1))));
        if (node.hasInput(10)) {
            masks.add(node.input(10));
        }
        float scale = node.number("scale", 0);
        ScaledDotProduct attention = new ScaledDotProduct(
                heads,
                keyHeads,
                scale == 0 ? (float) (1 / Math.sqrt((double) width.getAsLong())) : scale,
                node.number("softcap", 0));
        rewriting.output(node, 0, attention.emit(rewriting, query, keys, values, masks));
        rewriting.sayWidth(node, 3, width.getAsLong());
        rewriting.sayWidth(node, 4, width.getAsLong());
        return true;
    }

    private static boolean isKnown(Node node) {
        return node.proto().getAttributeList().stream().allMatch(a -> ATTRIBUTES.contains(a.getName()))
                && node.integer("smooth_softmax", 0) <= 0
                && node.integer("qk_output", 0) == 0
                && node.integer("kv_cache_bit_width", 0) == 0
                && node.inputs().stream().skip(11).allMatch(String::isEmpty)
                && node.outputs().stream().skip(3).allMatch(String::isEmpty);
    }

    /** The width of a head. */
    private static OptionalLong width(Node node, Rewriting rewriting, long heads, long keyHeads) {
        boolean packed = !node.hasInput(1);
        OptionalLong all = rewriting.width(node.input(0));
        return all.isEmpty() ? all : OptionalLong.of(all.getAsLong() / (packed ? heads + 2 * keyHeads : heads));
    }

    /** Queries, keys and values, each [batch, heads, tokens, width], of one value side by side or of three. */
    private static List<String> parts(Node node, Rewriting rewriting, long heads, long keyHeads) {
        if (node.hasInput(1)) {
            return List.of(
                    rewriting.heads(node.input(0), heads),
                    rewriting.heads(node.input(1), keyHeads),
                    rewriting.heads(node.input(2), keyHeads));
        }
        return rewriting.split(rewriting.heads(node.input(0), heads + 2 * keyHeads), 1, heads, keyHeads, keyHeads);
    }

    private static String rotate(Node node, GraphBuilder builder, String value, String positions) {
        return builder.emit(
                Operator.MICROSOFT_ROTARY_EMBEDDING,
                List.of(value, positions, node.input(7), node.input(8)),
                Attributes.integer("interleaved", node.integer("rotary_interleaved", 0)));
    }
}
