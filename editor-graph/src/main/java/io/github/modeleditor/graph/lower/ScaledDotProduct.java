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
 * @param heads H
 * @param keyHeads G
 * @param scale the factor of the products
 * @param softcap c, or 0 for none
 * @see <a href="https://arxiv.org/abs/2305.13245">Grouped-query attention</a>
 */
record ScaledDotProduct(long heads, long keyHeads, float scale, float softcap) {
    /** What masks a product: the sum of it and any product is below all others. */
    static final double MASKED = -Float.MAX_VALUE;

    /**
     * Adds the attention.
     *
     * @param query float [batch, H, queries, width]
     * @param key float [batch, G, keys, width]
     * @param value float [batch, G, keys, width of values]
     * @param masks added to the products; each broadcasts to [batch, H, queries, keys]
     * @return float [batch, queries, H * width of values]
     */
    String emit(Rewriting rewriting, String query, String key, String value, List<String> masks) {
        Operators ops = rewriting.operators();
        GraphBuilder builder = rewriting.builder();
        boolean grouped = heads != keyHeads;
        String together = builder.integers(0, keyHeads, -1, 0);
        String apart = builder.integers(0, heads, -1, 0);
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
        String byHead = grouped ? ops.reshape(mixed, apart) : mixed;
        return ops.reshape(ops.transpose(byHead, 0, 2, 1, 3), builder.integers(0, 0, -1));
    }
}
