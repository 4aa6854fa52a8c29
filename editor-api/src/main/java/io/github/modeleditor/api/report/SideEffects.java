package io.github.modeleditor.api.report;

import io.github.modeleditor.api.config.EvaluationConfig;
import java.util.List;

/**
 * What became of the model at large; measured where {@link EvaluationConfig} asks for it, and NaN elsewhere.
 *
 * @param fluency the mean entropy of the words of what the model writes, in bits; generated. For each text it is
 *     {@code (2/3 H_2 + 4/3 H_3) / 2}, where H_n is the base-2 entropy of its n-grams' frequencies; a model that repeats
 *     itself has less
 * @param consistency the mean cosine of the TF-IDF vectors of what the model writes and of a reference text, 0 to 1;
 *     generated
 * @param perplexity exp of the mean negative log-likelihood of the drift texts' tokens; teacher-forced
 * @param klDivergence the mean over all tokens of the drift texts of KL(unedited || edited) of the next token's
 *     distribution, in nats; teacher-forced
 * @param klDivergences the same for each drift text, in the caller's order
 * @param generalAbility the percentage of multiple-choice questions answered right; teacher-forced
 * @see <a href="https://arxiv.org/abs/2202.05262">Locating and Editing Factual Associations in GPT, on fluency and
 *     consistency</a>
 */
public record SideEffects(
        Change fluency,
        Change consistency,
        Change perplexity,
        double klDivergence,
        List<Double> klDivergences,
        Change generalAbility) {
    private static final SideEffects UNMEASURED = new SideEffects(
            Change.unmeasured(), Change.unmeasured(), Change.unmeasured(), Double.NaN, List.of(), Change.unmeasured());

    public SideEffects {
        klDivergences = List.copyOf(klDivergences);
    }

    /**
     * Nothing was measured.
     *
     * @return NaN throughout
     */
    public static SideEffects unmeasured() {
        return UNMEASURED;
    }
}
