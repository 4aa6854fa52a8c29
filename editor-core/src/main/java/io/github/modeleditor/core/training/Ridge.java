package io.github.modeleditor.core.training;

import static io.github.modeleditor.core.training.RowProducts.addRows;
import static io.github.modeleditor.core.training.RowProducts.addTransposedProduct;
import static io.github.modeleditor.core.training.RowProducts.product;

import com.google.common.primitives.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ridge regression in single precision, by {@link RowProducts}. Of rows X that come one after the other it keeps X' X where they are more
 * than a row is wide, so that memory does not grow with them, else the rows. Used once, by one thread.
 */
final class Ridge {
    /** As many rows as stay in a core's cache while all others meet them. */
    private static final int BLOCK = 64;

    private final int inputs;
    private final boolean summed;
    private final float[] gram;
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
        gram = new float[summed ? inputs * inputs : 0];
    }

    /**
     * Adds rows of X.
     *
     * @param rows row by row; must not be changed afterwards
     */
    void add(float[] rows) {
        if (summed) {
            addGram(gram, rows, rows.length / inputs, inputs);
        } else {
            kept.add(rows);
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
     * @param a the array that has A, of shape [inputs, rank], and gets A'
     * @param offset where it begins there
     * @param rank columns of A
     */
    void subtractFit(float penalty, float[] a, int offset, int rank) {
        if (summed) {
            factor(gram, inputs, penalty);
            scale(a, offset, penalty, inputs * rank);
            solve(gram, inputs, a, offset, rank);
            return;
        }
        float[] x = Floats.concat(kept.toArray(float[][]::new));
        int rows = x.length / inputs;
        float[] factor = new float[rows * rows];
        addGram(factor, transposed(x, rows, inputs), inputs, rows);
        factor(factor, rows, penalty);
        float[] fit = product(x, rows, a, offset, inputs, rank);
        solve(factor, rows, fit, 0, rank);
        addTransposedProduct(a, offset, x, rows, inputs, fit, rank, -1);
    }

    private static float[] transposed(float[] x, int rows, int columns) {
        float[] turned = new float[x.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = x[row * columns + column];
            }
        }
        return turned;
    }

    /** {@code G += M' M}, in the upper triangle. */
    private static void addGram(float[] gram, float[] matrix, int rows, int size) {
        for (int start = 0; start < rows; start += BLOCK) {
            float[][] block = rows(matrix, start, Math.min(start + BLOCK, rows), size);
            for (int i = 0; i < size; i++) {
                addProducts(gram, size, i, block, 1);
            }
        }
    }

    private static float[][] rows(float[] matrix, int start, int end, int width) {
        return IntStream.range(start, end)
                .mapToObj(row -> Arrays.copyOfRange(matrix, row * width, (row + 1) * width))
                .toArray(float[][]::new);
    }

    /** Adds {@code M' M} to one row of G, from its diagonal on. */
    private static void addProducts(float[] gram, int size, int row, float[][] block, float sign) {
        float[] sum = Arrays.copyOfRange(gram, row * size, (row + 1) * size);
        addRows(sum, row, block, row, sign);
        System.arraycopy(sum, row, gram, row * size + row, size - row);
    }

    /** Cholesky's upper factor U with {@code U' U = G + penalty I} in the place of G, in the upper triangle. */
    private static void factor(float[] gram, int size, float penalty) {
        for (int i = 0; i < size; i++) {
            gram[i * size + i] += penalty;
        }
        for (int start = 0; start < size; start += BLOCK) {
            int end = Math.min(start + BLOCK, size);
            for (int k = start; k < end; k++) {
                subtractFactored(gram, size, k, start, k);
                scale(gram, k * size + k, (float) (1 / Math.sqrt(gram[k * size + k])), size - k);
            }
            float[][] factored = rows(gram, start, end, size);
            for (int row = end; row < size; row++) {
                addProducts(gram, size, row, factored, -1);
            }
        }
    }

    /** Takes from a row of what is left of a Gram matrix what the factor's rows from start to end make of it. */
    private static void subtractFactored(float[] gram, int size, int row, int start, int end) {
        int first = start * size + row;
        addRows(gram, row * size + row, size - row, gram, first, size, gram, first, size, end - start, -1);
    }

    /** {@code (U' U)^-1 H} in the place of H, which has as many rows as U. */
    private static void solve(float[] factor, int size, float[] h, int offset, int columns) {
        for (int k = 0; k < size; k++) {
            int at = offset + k * columns;
            addRows(h, at, columns, h, offset, columns, factor, k, size, k, -1);
            scale(h, at, 1 / factor[k * size + k], columns);
        }
        for (int k = size - 1; k >= 0; k--) {
            int at = offset + k * columns;
            addRows(h, at, columns, h, at + columns, columns, factor, k * size + k + 1, 1, size - 1 - k, -1);
            scale(h, at, 1 / factor[k * size + k], columns);
        }
    }

    private static void scale(float[] values, int at, float factor, int length) {
        for (int i = 0; i < length; i++) {
            values[at + i] *= factor;
        }
    }
}
