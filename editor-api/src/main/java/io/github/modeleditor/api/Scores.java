package io.github.modeleditor.api;

/**
 * How a model answers for some facts, as percentages from 0 to 100; NaN where there was nothing to ask. All figures are
 * teacher-forced: each target token is judged given the true tokens before it.
 *
 * <p>A fact with an old target is judged by contrast: the new target must be more likely than the old (efficacy on its
 * prompt, generalization on its held-out paraphrases), and on a neighbour the neighbour's own answer more likely than the
 * new target (locality). A fact without one is judged by the share of target tokens that the model predicts; locality is
 * then the share of the neighbour's answer tokens where the edited model predicts what the unedited one does.
 *
 * @param efficacy on the facts' own prompts
 * @param generalization on their held-out paraphrases
 * @param locality on their neighbours
 * @param efficacyExact how often the whole target is what greedy decoding from the prompt gives
 * @param generalizationExact the same on held-out paraphrases
 * @param localityExact how often a neighbour's whole answer is what greedy decoding gives
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 4</a>
 */
public record Scores(
        double efficacy,
        double generalization,
        double locality,
        double efficacyExact,
        double generalizationExact,
        double localityExact) {

    /**
     * The edit score: the harmonic mean of efficacy, generalization and locality, of those that were measured.
     *
     * @return 0 to 100; 0 if one of them is 0; NaN if nothing was measured
     */
    public double score() {
        double reciprocals = 0;
        int measured = 0;
        for (double value : new double[] {efficacy, generalization, locality}) {
            if (!Double.isNaN(value)) {
                reciprocals += 1 / value;
                measured++;
            }
        }
        return measured == 0 ? Double.NaN : measured / reciprocals;
    }
}
