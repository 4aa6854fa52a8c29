package io.github.modeleditor.graph.lower;

/**
 * A frozen matrix in 8-bit integers, as a product reads it: {@code op(W) = Q diag(s)}, with whole numbers Q from -127 to 127 at most
 * and for each column a scale s, the largest magnitude in that column over that of Q.
 *
 * @param weight the initializer W, of two axes in single precision
 * @param transposed whether the product reads W transposed
 * @param rows those of op(W)
 * @param columns those of op(W)
 */
public record IntegerMatrix(String weight, boolean transposed, long rows, long columns) {
    /**
     * The graph input for Q.
     *
     * @return a value name; int8 [rows, columns]
     */
    public String values() {
        return "int8:" + side();
    }

    /**
     * The graph input for s.
     *
     * @return a value name; float [columns]
     */
    public String scales() {
        return "scales:" + side();
    }

    private String side() {
        return (transposed ? "transposed:" : "") + weight;
    }
}
