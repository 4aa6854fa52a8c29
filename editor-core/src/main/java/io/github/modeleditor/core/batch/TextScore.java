package io.github.modeleditor.core.batch;

/**
 * How a model finds the target of one text, teacher-forced: each target token is judged given the true tokens before it.
 *
 * @param negativeLogLikelihood the mean over the target's tokens of -log P(token | tokens before it), in nats
 * @param targets the target's tokens
 * @param predicted the most likely token at each target token's place
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of results; never compared
public record TextScore(double negativeLogLikelihood, int[] targets, int[] predicted) {
    public TextScore {
        if (targets.length == 0 || targets.length != predicted.length) {
            throw new IllegalArgumentException(predicted.length + " predictions for " + targets.length + " targets");
        }
    }

    /**
     * The share of target tokens that the model predicts.
     *
     * @return 0 to 1
     */
    public double predictedShare() {
        return agreement(targets, predicted);
    }

    /**
     * Whether the model predicts the whole target.
     *
     * @return true if greedy decoding from the prompt gives the target
     */
    public boolean isGreedy() {
        return predictedShare() == 1.0;
    }

    /**
     * The share of places at which this model predicts what another does about the same text.
     *
     * @param other what the other model found
     * @return 0 to 1
     */
    public double agreementWith(TextScore other) {
        return agreement(other.predicted, predicted);
    }

    private static double agreement(int[] expected, int[] actual) {
        int same = 0;
        for (int i = 0; i < expected.length; i++) {
            same += expected[i] == actual[i] ? 1 : 0;
        }
        return (double) same / expected.length;
    }
}
