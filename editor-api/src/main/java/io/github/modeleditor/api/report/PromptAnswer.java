package io.github.modeleditor.api.report;

/**
 * What one model made of one prompt.
 *
 * @param negativeLogLikelihood the mean over the expected continuation's tokens of -log P(token | everything before it),
 *     in nats; teacher-forced
 * @param rivalNegativeLogLikelihood the same of the rival continuation; NaN where there is none
 * @param teacherForced how good the answer is by the papers' measure, 0 to 1, as {@link Answers#teacherForced()} tells
 * @param tokenAccuracy the share of the expected tokens that are the most likely at their place, 0 to 1; teacher-forced
 * @param generated whether the model's own continuation is what was expected
 * @param completion what the model says of its own accord, greedily, with the white space it begins with. It is whole, up
 *     to three times the expected continuation's tokens, for a fact's own prompt and for a {@linkplain
 *     PromptReport#broken() broken} neighbour; elsewhere it ends where it was clear whether it is what was expected
 */
public record PromptAnswer(
        double negativeLogLikelihood,
        double rivalNegativeLogLikelihood,
        double teacherForced,
        double tokenAccuracy,
        boolean generated,
        String completion) {
    /**
     * Whether all expected tokens are the most likely at their place.
     *
     * @return true if the token accuracy is 1
     */
    public boolean exact() {
        return tokenAccuracy == 1.0;
    }

    /**
     * How probable the expected continuation is, by the geometric mean of its tokens.
     *
     * @return {@code exp(-NLL)}, 0 to 1
     */
    public double probability() {
        return Math.exp(-negativeLogLikelihood);
    }

    /**
     * How much more probable the expected continuation is than its rival.
     *
     * @return the difference of both probabilities, -1 to 1; NaN where there is no rival
     */
    public double magnitude() {
        return probability() - Math.exp(-rivalNegativeLogLikelihood);
    }
}
