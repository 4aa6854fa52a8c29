package io.github.modeleditor.graph.lower;

import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * {@code com.microsoft:MultiHeadAttention} of queries, keys and values that are [batch, tokens, heads * width].
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MultiHeadAttention">
 *     MultiHeadAttention</a>
 */
final class MultiHeadAttention {
    private MultiHeadAttention() {}

    static boolean lower(Node node, Rewriting rewriting) {
        boolean packed = !node.hasInput(1) || !node.hasInput(2);
        boolean unknown = node.hasInput(4) || node.hasInput(8) || node.hasInput(9) || Rewriting.hasOutput(node, 3);
        if (packed || unknown) {
            return false;
        }
        List<OptionalLong> widths = IntStream.range(0, 3)
                .mapToObj(input -> rewriting.width(node.input(input)))
                .toList();
        if (widths.stream().anyMatch(OptionalLong::isEmpty)) {
            return false; // keys may then lie in another layout
        }
        Operators ops = rewriting.operators();
        long heads = node.integer("num_heads", 0);
        List<String> parts = new ArrayList<>();
        long start = 0;
        for (int part = 0; part < 3; part++) {
            long width = widths.get(part).getAsLong();
            String value = node.input(part);
            if (node.hasInput(3)) {
                value = ops.add(value, ops.slice(node.input(3), 0, start, start + width));
            }
            String byHead = rewriting.heads(value, heads);
            if (part > 0 && node.hasInput(5 + part)) {
                byHead = ops.concat(2, List.of(node.input(5 + part), byHead));
            }
            if (part > 0) {
                rewriting.output(node, part, byHead);
            }
            parts.add(byHead);
            start += width;
        }
        List<String> masks = new ArrayList<>();
        if (node.hasInput(5)) {
            masks.add(node.input(5));
        }
        if (node.integer("unidirectional", 0) == 1) {
            masks.add(causalMask(rewriting, parts.get(0), parts.get(1)));
        }
        float scale = node.number("scale", 0);
        double width = (double) widths.get(0).getAsLong() / heads;
        ScaledDotProduct attention =
                new ScaledDotProduct(heads, heads, scale == 0 ? (float) (1 / Math.sqrt(width)) : scale, 0);
        rewriting.output(node, 0, attention.emit(rewriting, parts.get(0), parts.get(1), parts.get(2), masks));
        return true;
    }

    /** Hides later keys: the last query sees all of them. Float [queries, keys]. */
    static String causalMask(Rewriting rewriting, String query, String key) {
        Operators ops = rewriting.operators();
        String queries = rewriting.length(query, 2);
        String keys = rewriting.length(key, 2);
        String last = ops.add(rewriting.range(queries), ops.subtract(keys, queries));
        String seen = rewriting.binary(
                Operator.LESS_OR_EQUAL, ops.unsqueeze(rewriting.range(keys), 0), ops.unsqueeze(last, 1));
        return ops.where(seen, rewriting.number(0), rewriting.number(ScaledDotProduct.MASKED));
    }
}
