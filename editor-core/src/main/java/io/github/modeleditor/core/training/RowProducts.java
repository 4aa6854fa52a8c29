package io.github.modeleditor.core.training;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Products of matrices in single precision, whose rows are arrays of their own: the JIT compiler of JDK 17 makes vector instructions of a loop
 * along some of them, and hardly of one along offsets into a single array, which takes four times as long. Every inner loop runs along a row
 * and adds, in an order that does not depend on how many cores there are.
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
     * A matrix that lies row by row, as rows of their own.
     *
     * @param matrix of shape [rows, width]
     * @param width of a row
     * @return copies
     */
    static float[][] rows(float[] matrix, int width) {
        return IntStream.range(0, matrix.length / width)
                .mapToObj(row -> Arrays.copyOfRange(matrix, row * width, (row + 1) * width))
                .toArray(float[][]::new);
    }

    /**
     * A column of some rows.
     *
     * @param matrix row by row
     * @param start the first row
     * @param end the row behind the last
     * @param column which
     * @return a copy
     */
    static float[] column(float[][] matrix, int start, int end, int column) {
        float[] numbers = new float[end - start];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = matrix[start + i][column];
        }
        return numbers;
    }

    /**
     * {@code X A}.
     *
     * @param x of shape [rows, inputs]
     * @param a of shape [inputs, rank]
     * @return of shape [rows, rank]
     */
    static float[][] product(float[][] x, float[][] a) {
        float[][] product = new float[x.length][a[0].length];
        for (int row = 0; row < x.length; row++) {
            addRows(product[row], 0, a, 0, x[row], 1);
        }
        return product;
    }

    /**
     * {@code A += sign X' M}.
     *
     * @param a of shape [inputs, rank]
     * @param x of shape [rows, inputs]
     * @param m of shape [rows, rank]
     * @param sign 1 or -1
     */
    static void addTransposedProduct(float[][] a, float[][] x, float[][] m, float sign) {
        for (int input = 0; input < a.length; input++) {
            addRows(a[input], 0, m, 0, column(x, 0, x.length, input), sign);
        }
    }

    /**
     * Adds a combination of rows to one. Four of them at a time, so that the sum is read and written a quarter as often.
     *
     * @param to of the length of each row
     * @param from where the sum begins; what is before stays as it is
     * @param rows some of them are added
     * @param first which of them is the first
     * @param factors what each from there on is multiplied by
     * @param sign what every factor is multiplied by, 1 or -1
     */
    static void addRows(float[] to, int from, float[][] rows, int first, float[] factors, float sign) {
        int row = 0;
        for (; row + 4 <= factors.length; row += 4) {
            addFour(to, from, rows, first + row, factors, row, sign);
        }
        for (; row < factors.length; row++) {
            float[] one = rows[first + row];
            float factor = sign * factors[row];
            for (int i = from; i < to.length; i++) {
                to[i] += factor * one[i];
            }
        }
    }

    private static void addFour(
            float[] to, int from, float[][] rows, int first, float[] factors, int factor, float sign) {
        float[] a = rows[first];
        float[] b = rows[first + 1];
        float[] c = rows[first + 2];
        float[] d = rows[first + 3];
        float ofA = sign * factors[factor];
        float ofB = sign * factors[factor + 1];
        float ofC = sign * factors[factor + 2];
        float ofD = sign * factors[factor + 3];
        for (int i = from; i < to.length; i++) {
            to[i] += ofA * a[i] + ofB * b[i] + ofC * c[i] + ofD * d[i];
        }
    }
}
