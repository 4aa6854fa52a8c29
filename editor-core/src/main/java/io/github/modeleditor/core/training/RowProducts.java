package io.github.modeleditor.core.training;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Products of matrices that lie row by row, in single precision. Every inner loop runs along a row and adds, in an order that does not
 * depend on how many cores there are.
 */
final class RowProducts {
    private RowProducts() {}

    /**
     * How large the numbers of each row are.
     *
     * @param x of shape [rows, inputs]
     * @param rows of x
     * @return the mean square of each
     */
    static double[] meanSquares(float[] x, int rows) {
        int inputs = x.length / rows;
        return IntStream.range(0, rows)
                .mapToDouble(row -> meanSquare(x, row * inputs, inputs))
                .toArray();
    }

    /**
     * The number in the middle, if they lay in order; of two the larger.
     *
     * @param values at least one; not changed
     * @return one of them
     */
    static double middle(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    /**
     * How large some numbers are.
     *
     * @param values an array that has them
     * @param start where they begin there
     * @param count how many they are
     * @return their mean square
     */
    static double meanSquare(float[] values, int start, int count) {
        double sum = 0;
        for (int i = start; i < start + count; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum / count;
    }

    /**
     * {@code X A}.
     *
     * @param x of shape [rows, inputs]
     * @param rows of x
     * @param a an array that has A, of shape [inputs, rank]
     * @param offset where it begins there
     * @param inputs columns of x, and rows of A
     * @param rank columns of A
     * @return of shape [rows, rank]
     */
    static float[] product(float[] x, int rows, float[] a, int offset, int inputs, int rank) {
        float[] product = new float[rows * rank];
        for (int row = 0; row < rows; row++) {
            addRows(product, row * rank, rank, a, offset, rank, x, row * inputs, 1, inputs, 1);
        }
        return product;
    }

    /**
     * {@code A += sign X' M}.
     *
     * @param a an array that has A, of shape [inputs, rank]
     * @param offset where it begins there
     * @param x of shape [rows, inputs]
     * @param rows of x and M
     * @param inputs columns of x, and rows of A
     * @param m of shape [rows, rank]
     * @param rank columns of A and M
     * @param sign 1 or -1
     */
    static void addTransposedProduct(
            float[] a, int offset, float[] x, int rows, int inputs, float[] m, int rank, float sign) {
        for (int input = 0; input < inputs; input++) {
            addRows(a, offset + input * rank, rank, m, 0, rank, x, input, inputs, rows, sign);
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
    static void addRows(
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

    /**
     * Adds a combination of rows to one, where each is an array of its own: the JIT compiler of JDK 17 makes vector instructions of that, and
     * hardly of offsets into one array, which take four times as long.
     *
     * @param to of the length of each row; what is before {@code from} stays as it is
     * @param from where it begins
     * @param rows what is added
     * @param factor the place in each row of what the row is multiplied by
     * @param sign what every factor is multiplied by
     */
    static void addRows(float[] to, int from, float[][] rows, int factor, float sign) {
        int row = 0;
        for (; row + 4 <= rows.length; row += 4) {
            addFour(to, from, rows[row], rows[row + 1], rows[row + 2], rows[row + 3], factor, sign);
        }
        for (; row < rows.length; row++) {
            float[] one = rows[row];
            float ofOne = sign * one[factor];
            for (int i = from; i < to.length; i++) {
                to[i] += ofOne * one[i];
            }
        }
    }

    private static void addFour(
            float[] to, int from, float[] a, float[] b, float[] c, float[] d, int factor, float sign) {
        float ofA = sign * a[factor];
        float ofB = sign * b[factor];
        float ofC = sign * c[factor];
        float ofD = sign * d[factor];
        for (int i = from; i < to.length; i++) {
            to[i] += ofA * a[i] + ofB * b[i] + ofC * c[i] + ofD * d[i];
        }
    }
}
