package io.github.modeleditor.api.report;

/**
 * How a model answers prompts of one kind, in percent from 0 to 100; NaN where there was nothing to ask. Every prompt
 * counts once.
 *
 * <p>Figures are of two sorts. <em>Generated</em> means that the model wrote the answer by itself, greedily, from the
 * prompt alone; that is what a user of the model sees, and the figure to go by. <em>Teacher-forced</em> means that each
 * token was judged given the true tokens before it, as the papers do; such figures are higher, and comparable with theirs.
 *
 * @param teacherForced the papers' figure, teacher-forced. By contrast where a rival continuation is known (for a target
 *     the old one, for a neighbour the new target): how often {@code NLL(expected) < NLL(rival)}, where NLL is the mean
 *     negative log-likelihood of a continuation's tokens. Where there is none: the share of the expected tokens that are
 *     the most likely at their place; for a neighbour, the share of places where the model predicts the token that the
 *     unedited model predicts
 * @param tokenAccuracy the share of the expected tokens that are the most likely at their place, teacher-forced, whether
 *     or not a rival is known
 * @param exact how often all expected tokens are the most likely at their place, teacher-forced
 * @param generated how often the model's own continuation is what was expected, or begins with it and goes on with
 *     another word; neither case nor the amount of white space matters
 * @param magnitude the mean of {@code exp(-NLL(expected)) - exp(-NLL(rival))} over prompts whose rival is known,
 *     teacher-forced, in percentage points from -100 to 100
 * @see <a href="https://arxiv.org/abs/2202.05262">Locating and Editing Factual Associations in GPT, section 3.3</a>
 */
public record Answers(double teacherForced, double tokenAccuracy, double exact, double generated, double magnitude) {
    private static final Answers NONE = new Answers(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /**
     * No answers, since nothing was asked.
     *
     * @return NaN throughout
     */
    public static Answers none() {
        return NONE;
    }
}
