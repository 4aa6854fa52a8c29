package io.github.modeleditor.importer.tensor;

import java.util.function.LongUnaryOperator;

/**
 * A matrix in blocks of {@value #BLOCK} numbers along its rows, each of whole numbers q without sign, and a scale s and a zero point z for all
 * of a block: W = s (q - z). Immutable and thread-safe.
 */
public interface FewBits {
    /** Numbers of a block. */
    int BLOCK = 32;

    /**
     * The width of q.
     *
     * @return 4 or 8
     */
    int bits();

    /**
     * Whether zero points differ.
     *
     * @return true if so; else each is half of 2 to the power of {@link #bits()}
     */
    boolean hasZeroPoints();

    /**
     * Reads a block.
     *
     * @param row of the matrix
     * @param block counted from 0
     * @param numbers where q goes, {@value #BLOCK} of them
     * @return the scale, and the zero point
     */
    ScaleAndZero read(long row, long block, byte[] numbers);

    /**
     * What the numbers of a block share.
     *
     * @param scale s
     * @param zero z
     */
    record ScaleAndZero(float scale, float zero) {}

    /**
     * The same rows in another order.
     *
     * @param matrix in few bits
     * @param sources for each row of the result the row of the matrix that it is
     * @return a matrix of as many rows
     */
    static FewBits rows(FewBits matrix, LongUnaryOperator sources) {
        return new FewBits() {
            @Override
            public int bits() {
                return matrix.bits();
            }

            @Override
            public boolean hasZeroPoints() {
                return matrix.hasZeroPoints();
            }

            @Override
            public ScaleAndZero read(long row, long block, byte[] numbers) {
                return matrix.read(sources.applyAsLong(row), block, numbers);
            }
        };
    }
}
