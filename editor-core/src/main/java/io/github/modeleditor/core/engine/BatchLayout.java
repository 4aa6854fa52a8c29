package io.github.modeleditor.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where texts come to lie in a batch, and their targets: the one place that knows how a {@link TokenBatch} is laid out. The caller
 * numbers texts, and puts them into rows in any order. Not thread-safe.
 */
public final class BatchLayout {
    private final int rows;
    private final int columns;
    private final long[] inputIds;
    private final int[] starts;
    private final float[] tokenWeights;
    private final int[] lengths;
    private final List<Target> targets = new ArrayList<>();
    private final List<SoftTarget> softTargets = new ArrayList<>();

    /**
     * A batch without texts yet.
     *
     * @param rows how many rows it has; at least 1
     * @param columns tokens of the longest row; at least 1
     */
    public BatchLayout(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        inputIds = new long[rows * columns];
        starts = new int[rows * columns];
        tokenWeights = TokenBatch.ones(rows * columns);
        lengths = new int[rows];
    }

    private record Target(long position, int id, int text, float weight) {}

    /** A text that lies in a row; its targets are added from left to right, and before the next text. */
    public final class Text {
        private final int number;
        private final int start;
        private final int inputs;

        private Text(int number, int start, int inputs) {
            this.number = number;
            this.start = start;
            this.inputs = inputs;
        }

        /**
         * Leaves the gradient to some of its tokens.
         *
         * @param first the place of the first of them, in the text
         * @param end the place behind the last; at most that behind the last token that is read
         * @return this text
         */
        public Text taughtAt(int first, int end) {
            Arrays.fill(tokenWeights, start, start + inputs, 0f);
            Arrays.fill(tokenWeights, start + first, start + end, 1f);
            return this;
        }

        /**
         * A token to be predicted.
         *
         * @param place of the token before it, in the text
         * @param id the token
         * @param weight what its negative log-likelihood counts in the loss
         * @return this text
         */
        public Text target(int place, int id, float weight) {
            targets.add(new Target(start + place, id, number, weight));
            return this;
        }

        /**
         * A place at which the model is held to a distribution.
         *
         * @param place of the token before the one that is distributed, in the text
         * @param reference what should come there
         * @param weight what a nat of divergence counts in the loss
         * @param ceiling a token that is not to become likelier there
         * @return this text
         */
        public Text softTarget(int place, TokenDistribution reference, float weight, Optional<Ceiling> ceiling) {
            softTargets.add(new SoftTarget(start + place, number, reference, weight, ceiling));
            return this;
        }
    }

    /**
     * Puts a text after what lies in a row.
     *
     * @param row the row
     * @param number which of the caller's texts it is
     * @param tokens its tokens
     * @param inputs how many of them are read, from the first on
     * @return the text, for its targets
     */
    public Text text(int row, int number, int[] tokens, int inputs) {
        int start = lengths[row];
        int index = row * columns + start;
        for (int i = 0; i < inputs; i++) {
            inputIds[index + i] = tokens[i];
            starts[index + i] = start;
        }
        lengths[row] += inputs;
        return new Text(number, index, inputs);
    }

    /**
     * The batch.
     *
     * @return rows, padded with the token 0
     */
    public TokenBatch batch() {
        float[] weights = new float[targets.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = targets.get(i).weight();
        }
        return new TokenBatch(
                rows,
                columns,
                inputIds,
                lengths,
                starts,
                tokenWeights,
                targets.stream().mapToLong(Target::position).toArray(),
                targets.stream().mapToLong(Target::id).toArray(),
                targets.stream().mapToInt(Target::text).toArray(),
                weights,
                softTargets);
    }
}
