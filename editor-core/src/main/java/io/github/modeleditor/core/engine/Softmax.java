package io.github.modeleditor.core.engine;

/**
 * {@code p(x) = exp(x - maximum) / total} over the logits of a vocabulary. Probabilities are computed when they are asked for,
 * since of most tokens they are not, and an array of all would be garbage at every token of every text.
 *
 * @param maximum the highest logit
 * @param total the sum of {@code exp(x - maximum)} over all logits
 */
public record Softmax(double maximum, double total) {
    /**
     * The softmax of logits.
     *
     * @param logits those of the whole vocabulary; an infinitely low one is an impossible token
     * @return the softmax, in double precision
     */
    public static Softmax of(float[] logits) {
        double maximum = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            maximum = Math.max(maximum, logit);
        }
        double total = 0;
        for (float logit : logits) {
            total += Math.exp(logit - maximum);
        }
        return new Softmax(maximum, total);
    }

    /**
     * How likely a token is.
     *
     * @param logit its logit
     * @return its probability
     */
    public double probability(float logit) {
        return Math.exp(logit - maximum) / total;
    }

    /**
     * Of which logit a probability is.
     *
     * @param probability from 0 to 1
     * @return the logit; infinitely low for 0
     */
    public double logit(double probability) {
        return maximum + Math.log(probability * total);
    }

    /**
     * How likely a token is, also where its probability is too small for a number.
     *
     * @param logit its logit
     * @return nats, 0 or below
     */
    public double logProbability(float logit) {
        return Math.min(0, logit - maximum - Math.log(total));
    }
}
