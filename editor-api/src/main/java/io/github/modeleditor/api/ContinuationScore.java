package io.github.modeleditor.api;

/**
 * How likely a model finds a continuation, teacher-forced: each token is judged given the prompt and the true tokens
 * before it. No end-of-text token is counted.
 *
 * @param negativeLogLikelihood the mean over the continuation's tokens of -log P(token | everything before it), in nats
 * @param predictedShare the share of its tokens that are the most likely one at their place, 0 to 1
 */
public record ContinuationScore(double negativeLogLikelihood, double predictedShare) {
    /**
     * Whether greedy decoding from the prompt gives exactly this continuation.
     *
     * @return true if every token is the most likely one at its place
     */
    public boolean isGreedy() {
        return predictedShare == 1.0;
    }
}
