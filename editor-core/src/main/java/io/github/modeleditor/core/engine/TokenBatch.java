package io.github.modeleditor.core.engine;

/**
 * Texts side by side, padded on the right to one length, and the tokens among them that matter.
 *
 * @param rows texts
 * @param columns tokens of the longest text
 * @param inputIds token ids, row-major, of length {@code rows * columns}; padding holds any valid id
 * @param lengths tokens of each row without padding, of length {@code rows}; each from 1 to {@code columns}
 * @param targetPositions for each target the flat index {@code row * columns + column} of the token whose output predicts
 *     it, that is, of the token before it; ascending
 * @param targetIds the target tokens themselves
 * @param targetWeights the weight of each in the loss
 */
@SuppressWarnings("ArrayRecordComponent") // the hot path of training; never compared
public record TokenBatch(
        int rows,
        int columns,
        long[] inputIds,
        int[] lengths,
        long[] targetPositions,
        long[] targetIds,
        float[] targetWeights) {
    public TokenBatch {
        if (inputIds.length != rows * columns
                || lengths.length != rows
                || targetPositions.length != targetIds.length
                || targetPositions.length != targetWeights.length) {
            throw new IllegalArgumentException("inconsistent lengths in a batch of " + rows + " x " + columns);
        }
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
