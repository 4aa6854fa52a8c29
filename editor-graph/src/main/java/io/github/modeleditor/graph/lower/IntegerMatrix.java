package io.github.modeleditor.graph.lower;

/**
 * A frozen matrix in 8-bit integers, as a product reads it: {@code op(W) = Q diag(s)}, with whole numbers Q from -127 to 127
 * and for each column a scale s, the largest magnitude in that column over 127.
 *
 * @param weight the initializer W, of two axes in single precision
 * @param transposed whether the product reads W transposed
 * @param rows those of op(W)
 * @param columns those of op(W)
 * @param bytes how the numbers of Q lie in bytes
 */
public record IntegerMatrix(String weight, boolean transposed, long rows, long columns, IntegerBytes bytes) {
    /**
     * The graph input for Q.
     *
     * @return a value name; of the type of {@link #bytes()}, [rows, columns]
     */
    public String values() {
        return "integers:" + side();
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
