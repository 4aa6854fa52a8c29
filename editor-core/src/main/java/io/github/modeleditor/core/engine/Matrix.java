package io.github.modeleditor.core.engine;

import java.util.Random;

/** A dense matrix in double precision, row-major. Confined to one thread while it is made. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Matrix(double[] values, int rows, int columns) {
    /** Of a column of which less is left when those before it are taken out, rounding is all that is left. */
    private static final double ROUNDING = 1e-9;

    /** Part of an array. */
    static Matrix of(float[] values, int offset, int rows, int columns) {
        double[] copy = new double[rows * columns];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[offset + i];
        }
        return new Matrix(copy, rows, columns);
    }

    /** Standard normal numbers. */
    static Matrix random(int rows, int columns, long seed) {
        Random random = new Random(seed);
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return new Matrix(values, rows, columns);
    }

    Matrix transposed() {
        double[] turned = new double[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = values[row * columns + column];
            }
        }
        return new Matrix(turned, columns, rows);
    }

    Matrix times(Matrix other) {
        double[] product = new double[rows * other.columns];
        for (int row = 0; row < rows; row++) {
            for (int inner = 0; inner < columns; inner++) {
                double factor = values[row * columns + inner];
                for (int column = 0; column < other.columns; column++) {
                    product[row * other.columns + column] += factor * other.values[inner * other.columns + column];
                }
            }
        }
        return new Matrix(product, rows, other.columns);
    }

    /**
     * Rows at right angles to one another and of length 1, which span what these do; zeros for those that add nothing. By modified
     * Gram-Schmidt, twice, as once leaves rounding errors where rows are nearly parallel.
     */
    Matrix orthonormalRows() {
        double[] result = values.clone();
        for (int row = 0; row < rows; row++) {
            double before = Math.sqrt(dot(result, row, row));
            for (int pass = 0; pass < 2; pass++) {
                for (int other = 0; other < row; other++) {
                    addTo(result, row, -dot(result, row, other), other);
                }
            }
            double left = Math.sqrt(dot(result, row, row));
            double factor = left > ROUNDING * before ? 1 / left : 0;
            for (int column = 0; column < columns; column++) {
                result[row * columns + column] *= factor;
            }
        }
        return new Matrix(result, rows, columns);
    }

    /** The Euclidean length of a row. */
    double length(int row) {
        return Math.sqrt(dot(values, row, row));
    }

    private double dot(double[] of, int first, int second) {
        double sum = 0;
        for (int column = 0; column < columns; column++) {
            sum += of[first * columns + column] * of[second * columns + column];
        }
        return sum;
    }

    private void addTo(double[] of, int row, double factor, int other) {
        for (int column = 0; column < columns; column++) {
            of[row * columns + column] += factor * of[other * columns + column];
        }
    }
}
