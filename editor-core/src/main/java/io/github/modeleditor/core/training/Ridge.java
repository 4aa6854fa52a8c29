package io.github.modeleditor.core.training;

/**
 * Ridge regression in single precision, on matrices row by row. Every inner loop runs along a row and adds, which the JIT compiler turns
 * into vector instructions, and in an order that does not depend on how many cores there are.
 */
final class Ridge {
    /** As many rows as stay in a core's cache while all others meet them. */
    private static final int BLOCK = 64;

    private Ridge() {}

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
     * @param x of shape [rows, inputs]
     * @param rows of x
     * @param penalty above 0
     * @param a the array that has A, of shape [inputs, rank], and gets A'
     * @param offset where it begins there
     * @param inputs columns of x, and rows of A
     * @param rank columns of A
     */
    static void subtractFit(float[] x, int rows, float penalty, float[] a, int offset, int inputs, int rank) {
        if (rows > inputs) {
            float[] factor = factor(x, rows, inputs, penalty);
            scale(a, offset, penalty, inputs * rank);
            solve(factor, inputs, a, offset, rank);
            return;
        }
        float[] factor = factor(transposed(x, rows, inputs), inputs, rows, penalty);
        float[] fit = new float[rows * rank];
        for (int row = 0; row < rows; row++) {
            addRows(fit, row * rank, rank, a, offset, rank, x, row * inputs, 1, inputs, 1);
        }
        solve(factor, rows, fit, 0, rank);
        for (int input = 0; input < inputs; input++) {
            addRows(a, offset + input * rank, rank, fit, 0, rank, x, input, inputs, rows, -1);
        }
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

    /** Cholesky's upper factor U with {@code U' U = M' M + penalty I}, in the upper triangle. */
    private static float[] factor(float[] matrix, int rows, int size, float penalty) {
        float[] gram = new float[size * size];
        for (int start = 0; start < rows; start += BLOCK) {
            int count = Math.min(BLOCK, rows - start);
            for (int i = 0; i < size; i++) {
                int first = start * size + i;
                addRows(gram, i * size + i, size - i, matrix, first, size, matrix, first, size, count, 1);
            }
        }
        for (int i = 0; i < size; i++) {
            gram[i * size + i] += penalty;
        }
        for (int start = 0; start < size; start += BLOCK) {
            int end = Math.min(start + BLOCK, size);
            for (int k = start; k < end; k++) {
                subtractFactored(gram, size, k, start, k);
                scale(gram, k * size + k, (float) (1 / Math.sqrt(gram[k * size + k])), size - k);
            }
            for (int row = end; row < size; row++) {
                subtractFactored(gram, size, row, start, end);
            }
        }
        return gram;
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

    /**
     * Adds a combination of rows to one. Four of them at a time, so that the sum is read and written a quarter as often.
     *
     * @param length of a row
     * @param stride from the start of one row of {@code from} to the next
     * @param step from the factor of one row to that of the next
     * @param count of rows
     * @param sign what every factor is multiplied by
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
            int count,
            float sign) {
        int row = 0;
        for (; row + 4 <= count; row += 4) {
            int a = start + row * stride;
            int b = a + stride;
            int c = b + stride;
            int d = c + stride;
            float ofA = sign * factors[first + row * step];
            float ofB = sign * factors[first + (row + 1) * step];
            float ofC = sign * factors[first + (row + 2) * step];
            float ofD = sign * factors[first + (row + 3) * step];
            for (int i = 0; i < length; i++) {
                to[at + i] += ofA * from[a + i] + ofB * from[b + i] + ofC * from[c + i] + ofD * from[d + i];
            }
        }
        for (; row < count; row++) {
            float factor = sign * factors[first + row * step];
            for (int i = 0; i < length; i++) {
                to[at + i] += factor * from[start + row * stride + i];
            }
        }
    }

    private static void scale(float[] values, int at, float factor, int length) {
        for (int i = 0; i < length; i++) {
            values[at + i] *= factor;
        }
    }
}
