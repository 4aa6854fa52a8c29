package io.github.modeleditor.core.training;

import static io.github.modeleditor.core.training.RowProducts.addRows;
import static io.github.modeleditor.core.training.RowProducts.addTransposedProduct;
import static io.github.modeleditor.core.training.RowProducts.column;
import static io.github.modeleditor.core.training.RowProducts.product;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ridge regression in single precision, by {@link RowProducts}. Of rows X that come one after the other it keeps X' X where they are more
 * than a row is wide, so that memory does not grow with them, else the rows. Used once, by one thread.
 */
final class Ridge {
    /** As many rows as stay in a core's cache while all others meet them. */
    private static final int BLOCK = 64;

    private final int inputs;
    private final boolean summed;
    private final float[][] gram;
    private final List<float[]> kept = new ArrayList<>();

    /**
     * A regression on no row yet.
     *
     * @param inputs columns of X
     * @param rows of X that will come
     */
    Ridge(int inputs, int rows) {
        this.inputs = inputs;
        summed = rows > inputs;
        gram = new float[summed ? inputs : 0][inputs];
    }

    /**
     * Adds rows of X.
     *
     * @param rows each of the same width; must not be changed afterwards
     */
    void add(float[][] rows) {
        if (summed) {
            addGram(gram, rows);
        } else {
            kept.addAll(Arrays.asList(rows));
        }
    }

    /**
     * What of each column of A is left when it is held to give little for every row of X: the A' that makes
     *
     * <pre>
     *   |X A'|^2 + penalty |A' - A|^2
     * </pre>
     *
     * smallest, which is {@code penalty (X' X + penalty I)^-1 A}, or {@code A - X' (X X' + penalty I)^-1 X A}, whose matrix is as large
     * as X has rows. Along a direction in which the rows of X have a sum of squares e, {@code penalty / (e + penalty)} is left.
     *
     * @param penalty above 0
     * @param a A, of shape [inputs, rank]; becomes A'
     */
    void subtractFit(float penalty, float[][] a) {
        if (summed) {
            factor(gram, penalty);
            for (float[] row : a) {
                scale(row, 0, penalty);
            }
            solve(gram, a);
            return;
        }
        float[][] x = kept.toArray(float[][]::new);
        float[][] factor = new float[x.length][x.length];
        addGram(factor, transposed(x));
        factor(factor, penalty);
        float[][] fit = product(x, a);
        solve(factor, fit);
        addTransposedProduct(a, x, fit, -1);
    }

    private float[][] transposed(float[][] x) {
        float[][] turned = new float[inputs][];
        for (int i = 0; i < inputs; i++) {
            turned[i] = column(x, 0, x.length, i);
        }
        return turned;
    }

    /** {@code G += M' M}, in the upper triangle. */
    private static void addGram(float[][] gram, float[][] matrix) {
        for (int start = 0; start < matrix.length; start += BLOCK) {
            addProducts(gram, 0, matrix, start, Math.min(start + BLOCK, matrix.length), 1);
        }
    }

    /** {@code G += sign M' M} of some rows of M, in the upper triangle, for the rows of G from the first on. */
    private static void addProducts(float[][] gram, int first, float[][] matrix, int start, int end, float sign) {
        for (int i = first; i < gram.length; i++) {
            addRows(gram[i], i, matrix, start, column(matrix, start, end, i), sign);
        }
    }

    /** Cholesky's upper factor U with {@code U' U = G + penalty I} in the place of G, in the upper triangle. */
    private static void factor(float[][] gram, float penalty) {
        int size = gram.length;
        for (int i = 0; i < size; i++) {
            gram[i][i] += penalty;
        }
        for (int start = 0; start < size; start += BLOCK) {
            int end = Math.min(start + BLOCK, size);
            for (int k = start; k < end; k++) {
                addRows(gram[k], k, gram, start, column(gram, start, k, k), -1);
                scale(gram[k], k, (float) (1 / Math.sqrt(gram[k][k])));
            }
            addProducts(gram, end, gram, start, end, -1);
        }
    }

    /** {@code (U' U)^-1 H} in the place of H, which has as many rows as U. */
    private static void solve(float[][] factor, float[][] h) {
        int size = factor.length;
        for (int k = 0; k < size; k++) {
            addRows(h[k], 0, h, 0, column(factor, 0, k, k), -1);
            scale(h[k], 0, 1 / factor[k][k]);
        }
        for (int k = size - 1; k >= 0; k--) {
            addRows(h[k], 0, h, k + 1, Arrays.copyOfRange(factor[k], k + 1, size), -1);
            scale(h[k], 0, 1 / factor[k][k]);
        }
    }

    private static void scale(float[] values, int from, float factor) {
        for (int i = from; i < values.length; i++) {
            values[i] *= factor;
        }
    }
}
