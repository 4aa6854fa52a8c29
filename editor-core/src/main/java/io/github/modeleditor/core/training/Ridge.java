package io.github.modeleditor.core.training;

/**
 * Ridge regression in single precision, on matrices row by row. Every inner loop runs along a row and adds, which the JIT compiler turns
 * into vector instructions, and in an order that does not depend on how many cores there are.
 */
final class Ridge {
    private Ridge() {}

    /**
     * What of each column of A is left when it is held to give little for every row of X: the A' that makes
     *
     * <pre>
     *   |X A'|^2 + penalty |A' - A|^2
     * </pre>
     *
     * smallest, which is {@code A - X' (X X' + penalty I)^-1 X A}. Along a direction in which the rows of X have a sum of squares e,
     * {@code penalty / (e + penalty)} is left.
     *
     * @param x of shape [rows, inputs]
     * @param rows of x
     * @param penalty above 0
     * @param a the array that has A, of shape [inputs, rank], and gets A'
     * @param offset where it begins there
     * @param inputs columns of x, and rows of A
     * @param rank columns of A
     */
    static void subtractFit(float[] x, int rows, float penalty, float[] a, int offset, int inputs, int rank) {
        float[] gram = gram(x, rows, inputs);
        for (int i = 0; i < rows; i++) {
            gram[i * rows + i] += penalty;
        }
        factorize(gram, rows);
        float[] fit = new float[rows * rank];
        for (int row = 0; row < rows; row++) {
            addRows(fit, row * rank, rank, a, offset, rank, x, row * inputs, 1, inputs);
        }
        solve(gram, rows, fit, rank);
        scale(fit, 0, -1, fit.length);
        for (int input = 0; input < inputs; input++) {
            addRows(a, offset + input * rank, rank, fit, 0, rank, x, input, inputs, rows);
        }
    }

    /** The upper triangle of {@code X X'}. */
    private static float[] gram(float[] x, int rows, int inputs) {
        float[] turned = new float[x.length];
        for (int row = 0; row < rows; row++) {
            for (int input = 0; input < inputs; input++) {
                turned[input * rows + row] = x[row * inputs + input];
            }
        }
        float[] gram = new float[rows * rows];
        for (int row = 0; row < rows; row++) {
            addRows(gram, row * rows + row, rows - row, turned, row, rows, turned, row, rows, inputs);
        }
        return gram;
    }

    /** Cholesky's upper factor U with {@code U' U = G}, in the place of the upper triangle. */
    private static void factorize(float[] gram, int size) {
        for (int k = 0; k < size; k++) {
            float inverse = (float) (1 / Math.sqrt(gram[k * size + k]));
            scale(gram, k * size + k, inverse, size - k);
            for (int row = k + 1; row < size; row++) {
                add(gram, row * size + row, gram, k * size + row, -gram[k * size + row], size - row);
            }
        }
    }

    /** {@code G^-1 H} in the place of H. */
    private static void solve(float[] factor, int size, float[] h, int columns) {
        for (int k = 0; k < size; k++) {
            scale(h, k * columns, 1 / factor[k * size + k], columns);
            for (int row = k + 1; row < size; row++) {
                add(h, row * columns, h, k * columns, -factor[k * size + row], columns);
            }
        }
        for (int k = size - 1; k >= 0; k--) {
            scale(h, k * columns, 1 / factor[k * size + k], columns);
            for (int row = 0; row < k; row++) {
                add(h, row * columns, h, k * columns, -factor[row * size + k], columns);
            }
        }
    }

    /**
     * Adds a combination of rows to one. Four of them at a time, so that the sum is read and written a quarter as often.
     *
     * @param length of a row
     * @param stride from the start of one row of {@code from} to the next
     * @param step from the factor of one row to that of the next
     * @param count of rows
     */
    private static void addRows(
            float[] to,
            int at,
            int length,
            float[] from,
            int start,
            int stride,
            float[] factors,
            int first,
            int step,
            int count) {
        int row = 0;
        for (; row + 4 <= count; row += 4) {
            int a = start + row * stride;
            int b = a + stride;
            int c = b + stride;
            int d = c + stride;
            float ofA = factors[first + row * step];
            float ofB = factors[first + (row + 1) * step];
            float ofC = factors[first + (row + 2) * step];
            float ofD = factors[first + (row + 3) * step];
            for (int i = 0; i < length; i++) {
                to[at + i] += ofA * from[a + i] + ofB * from[b + i] + ofC * from[c + i] + ofD * from[d + i];
            }
        }
        for (; row < count; row++) {
            add(to, at, from, start + row * stride, factors[first + row * step], length);
        }
    }

    private static void add(float[] to, int at, float[] from, int start, float factor, int length) {
        for (int i = 0; i < length; i++) {
            to[at + i] += factor * from[start + i];
        }
    }

    private static void scale(float[] values, int at, float factor, int length) {
        for (int i = 0; i < length; i++) {
            values[at + i] *= factor;
        }
    }
}
