package io.github.modeleditor.core.engine;

import java.util.Arrays;
import java.util.List;

/**
 * Texts side by side, as far as they are read, padded on the right to one length, and the places among their tokens that targets
 * follow. In a packed batch several texts lie one after the other in a row; none of them sees another.
 *
 * @param rows rows of tokens
 * @param columns tokens of the longest row
 * @param inputIds token ids, row-major, of length {@code rows * columns}; padding holds any valid id
 * @param lengths tokens of each row without padding, of length {@code rows}; each from 1 to {@code columns}
 * @param starts for each token the column at which its text begins, of length {@code rows * columns}; all zero unless the batch
 *     is packed
 * @param tokenWeights what each token counts in the gradients of matrices that multiply it, of length {@code rows * columns}: 1, or 0
 *     where nothing is to be learned of it
 * @param targetPositions for each target the flat index {@code row * columns + column} of the token whose output predicts
 *     it, that is, of the token before it; ascending
 * @param targetIds the target tokens themselves
 * @param targetTexts which of the texts that were laid out each belongs to, counted from 0 in the order they were given in
 * @param targetWeights the weight of each in the loss
 * @param softTargets places at which the model is held to a distribution; the gradient counts them, scoring leaves them aside
 */
@SuppressWarnings("ArrayRecordComponent") // the hot path of training; never compared
public record TokenBatch(
        int rows,
        int columns,
        long[] inputIds,
        int[] lengths,
        int[] starts,
        float[] tokenWeights,
        long[] targetPositions,
        long[] targetIds,
        int[] targetTexts,
        float[] targetWeights,
        List<SoftTarget> softTargets) {
    public TokenBatch {
        softTargets = List.copyOf(softTargets);
        if (inputIds.length != rows * columns
                || starts.length != rows * columns
                || tokenWeights.length != rows * columns
                || lengths.length != rows
                || targetPositions.length != targetIds.length
                || targetPositions.length != targetTexts.length
                || targetPositions.length != targetWeights.length) {
            throw new IllegalArgumentException("inconsistent lengths in a batch of " + rows + " x " + columns);
        }
    }

    /**
     * One text in each row, laid out by the caller; {@link #targets}, {@link #lastPositions} and {@link BatchLayout} do that too.
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
                ones(rows * columns),
                targetPositions,
                targetIds,
                Arrays.stream(targetPositions)
                        .mapToInt(position -> (int) (position / columns))
                        .toArray(),
                targetWeights,
                List.of());
    }

    /**
     * Texts that wait for their next token: one target after the last token of each, whose id is not looked at.
     *
     * @param texts the tokens of each; at least one text of at least one token
     * @return a row for each text
     */
    public static TokenBatch lastPositions(List<int[]> texts) {
        BatchLayout layout = new BatchLayout(texts.size(), longest(texts));
        for (int row = 0; row < texts.size(); row++) {
            int[] text = texts.get(row);
            layout.text(row, row, text, text.length).target(text.length - 1, 0, 1);
        }
        return layout.batch();
    }

    /**
     * Texts of which all tokens from some place on are predicted. What follows the last target is not read, nor is the last
     * target.
     *
     * @param texts the tokens of each; at least two
     * @param firstTargets for each text the place of its first target; at least 1, at most that of its last token
     * @param weight of each target in the loss
     * @return a row for each text
     */
    public static TokenBatch targets(List<int[]> texts, int[] firstTargets, float weight) {
        BatchLayout layout = new BatchLayout(texts.size(), longest(texts) - 1);
        for (int row = 0; row < texts.size(); row++) {
            int[] text = texts.get(row);
            BatchLayout.Text laidOut = layout.text(row, row, text, text.length - 1);
            for (int place = firstTargets[row]; place < text.length; place++) {
                laidOut.target(place - 1, text[place], weight);
            }
        }
        return layout.batch();
    }

    /**
     * A batch of which only the size matters: texts of the token 0, one target after the first token of each, of no weight.
     *
     * @param rows texts; at least 1
     * @param columns tokens of each; at least 1
     * @return the batch
     */
    public static TokenBatch ofSize(int rows, int columns) {
        BatchLayout layout = new BatchLayout(rows, columns);
        for (int row = 0; row < rows; row++) {
            layout.text(row, row, new int[columns], columns).target(0, 0, 0);
        }
        return layout.batch();
    }

    static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static int longest(List<int[]> texts) {
        return texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    }

    /**
     * The same texts, whose targets weigh something else.
     *
     * @param weights for each target its weight in the loss
     * @return a new batch over the same arrays
     */
    public TokenBatch withTargetWeights(float[] weights) {
        return with(tokenWeights, weights, softTargets);
    }

    /**
     * The same texts, whose tokens count something else in gradients.
     *
     * @param weights for each token, of length {@code rows * columns}
     * @return a new batch over the same arrays
     */
    public TokenBatch withTokenWeights(float[] weights) {
        return with(weights, targetWeights, softTargets);
    }

    /**
     * The same texts, which are held to distributions too.
     *
     * @param places where, and to which
     * @return a new batch over the same arrays
     */
    public TokenBatch withSoftTargets(List<SoftTarget> places) {
        return with(tokenWeights, targetWeights, places);
    }

    private TokenBatch with(float[] ofTokens, float[] ofTargets, List<SoftTarget> places) {
        return new TokenBatch(
                rows,
                columns,
                inputIds,
                lengths,
                starts,
                ofTokens,
                targetPositions,
                targetIds,
                targetTexts,
                ofTargets,
                places);
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
