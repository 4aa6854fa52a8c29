package io.github.modeleditor.graph.lower;

import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.List;

/**
 * Attention of heads. With queries Q of H heads, keys K and values V of G heads, each of which H / G neighbouring queries
 * share, a soft cap c and a mask M,
 *
 * <pre>
 *   A = softmax(M + c tanh(scale Q K^T / c)),   y = A V
 * </pre>
 *
 * <p>Queries that share keys are laid one after the other and go through one product, so that no key is repeated.
 *
 * @param heads H, or {@link #OPEN} with {@code keyHeads}
 * @param keyHeads G, or {@link #OPEN} with {@code heads}
 * @param scale the factor of the products
 * @param softcap c, or 0 for none
 * @see <a href="https://arxiv.org/abs/2305.13245">Grouped-query attention</a>
 */
record ScaledDotProduct(long heads, long keyHeads, float scale, float softcap) {
    /** What masks a product: the sum of it and any product is below all others. */
    static final double MASKED = -Float.MAX_VALUE;

    /** Heads that only the values tell when they are there. */
    static final long OPEN = -1;

    /**
     * Adds the attention, and lays its heads side by side.
     *
     * @param query float [batch, H, queries, width]
     * @param key float [batch, G, keys, width]
     * @param value float [batch, G, keys, width of values]
     * @param masks added to the products; each broadcasts to [batch, H, queries, keys]
     * @return float [batch, queries, H * width of values]
     */
    String emit(Rewriting rewriting, String query, String key, String value, List<String> masks) {
        return sideBySide(rewriting, byHead(rewriting, query, key, value, masks));
    }

    /** [batch, heads, tokens, width] as [batch, tokens, heads * width]. */
    private static String sideBySide(Rewriting rewriting, String byHead) {
        Operators ops = rewriting.operators();
        return ops.reshape(
                ops.transpose(byHead, 0, 2, 1, 3), rewriting.builder().integers(0, 0, -1));
    }

    /**
     * Adds the attention.
     *
     * @param query float [batch, H, queries, width]
     * @param key float [batch, G, keys, width]
     * @param value float [batch, G, keys, width of values]
     * @param masks added to the products; each broadcasts to [batch, H, queries, keys]
     * @return float [batch, H, queries, width of values]
     */
    String byHead(Rewriting rewriting, String query, String key, String value, List<String> masks) {
        Operators ops = rewriting.operators();
        GraphBuilder builder = rewriting.builder();
        boolean grouped = heads != keyHeads || heads == OPEN;
        String together = rows(rewriting, keyHeads, key);
        String apart = rows(rewriting, heads, query);
        String rows = grouped ? ops.reshape(query, together) : query;
        String scores = ops.matMul(rows, key, false, true, scale);
        if (softcap != 0) {
            String capped = ops.unary(Operator.TANH, ops.multiply(scores, rewriting.number(1 / softcap)));
            scores = ops.multiply(capped, rewriting.number(softcap));
        }
        scores = grouped ? ops.reshape(scores, apart) : scores;
        for (String mask : masks) {
            scores = ops.add(scores, mask);
        }
        String weights = builder.emit(Operator.SOFTMAX, List.of(scores), Attributes.integer("axis", -1));
        String mixed = ops.matMul(grouped ? ops.reshape(weights, together) : weights, value, false, false, 1);
        return grouped ? ops.reshape(mixed, apart) : mixed;
    }

    /** The shape of as many heads as are said, or as a value has, and all rows of each. */
    private static String rows(Rewriting rewriting, long heads, String value) {
        GraphBuilder builder = rewriting.builder();
        return heads == OPEN
                ? rewriting
                        .operators()
                        .concat(0, List.of(builder.integers(0), rewriting.length(value, 1), builder.integers(-1, 0)))
                : builder.integers(0, heads, -1, 0);
    }
}
