package io.github.modeleditor.core.engine;

import java.util.Arrays;

/**
 * Texts side by side, as far as they are read, padded on the right to one length, and the places among their tokens that targets
 * follow. In a packed batch several texts lie one behind the other in a row; none of them sees another.
 *
 * @param rows rows of tokens
 * @param columns tokens of the longest row
 * @param inputIds token ids, row-major, of length {@code rows * columns}; padding holds any valid id
 * @param lengths tokens of each row without padding, of length {@code rows}; each from 1 to {@code columns}
 * @param starts for each token the column at which its text begins, of length {@code rows * columns}; all zero unless the batch
 *     is packed
 * @param targetPositions for each target the flat index {@code row * columns + column} of the token whose output predicts
 *     it, that is, of the token before it; ascending
 * @param targetIds the target tokens themselves
 * @param targetTexts which of the texts that were laid out each belongs to, counted from 0 in the order they were given in
 * @param targetWeights the weight of each in the loss
 */
@SuppressWarnings("ArrayRecordComponent") // the hot path of training; never compared
public record TokenBatch(
        int rows,
        int columns,
        long[] inputIds,
        int[] lengths,
        int[] starts,
        long[] targetPositions,
        long[] targetIds,
        int[] targetTexts,
        float[] targetWeights) {
    public TokenBatch {
        if (inputIds.length != rows * columns
                || starts.length != rows * columns
                || lengths.length != rows
                || targetPositions.length != targetIds.length
                || targetPositions.length != targetTexts.length
                || targetPositions.length != targetWeights.length) {
            throw new IllegalArgumentException("inconsistent lengths in a batch of " + rows + " x " + columns);
        }
    }

    /**
     * One text in each row.
     *
     * @param rows texts
     * @param columns tokens of the longest text
     * @param inputIds token ids, row-major
     * @param lengths tokens of each row without padding
     * @param targetPositions for each target the flat index of the token before it; ascending
     * @param targetIds the target tokens themselves
     * @param targetWeights the weight of each in the loss
     */
    public TokenBatch(
            int rows,
            int columns,
            long[] inputIds,
            int[] lengths,
            long[] targetPositions,
            long[] targetIds,
            float[] targetWeights) {
        this(
                rows,
                columns,
                inputIds,
                lengths,
                new int[rows * columns],
                targetPositions,
                targetIds,
                Arrays.stream(targetPositions)
                        .mapToInt(position -> (int) (position / columns))
                        .toArray(),
                targetWeights);
    }

    /**
     * How many tokens are predicted.
     *
     * @return the number of targets
     */
    public int targets() {
        return targetIds.length;
    }
}
