package io.github.modeleditor.api.report;

import io.github.modeleditor.api.PromptForm;
import java.util.Optional;

/**
 * What became of a relation mate: another subject under the very template of a fact, that the edit does not teach. Its answer
 * should be what it was.
 *
 * @param fact the prompt of the fact whose template it is
 * @param subject whom or what the mate is about
 * @param form how it was put
 * @param prompt the fact's prompt with this subject
 * @param target what the edit teaches of the fact, and should not teach of the mate
 * @param said the greedy answers of both models: their first tokens, up to a line break
 * @param targetLoss the mean negative log-likelihood of the target's tokens behind the mate's prompt, in nats; teacher-forced
 * @param truth what is true of the mate, where something tells
 */
public record MateReport(
        String fact,
        String subject,
        PromptForm form,
        String prompt,
        String target,
        Said said,
        Change targetLoss,
        Optional<Truth> truth) {
    /**
     * What both models say.
     *
     * @param before the unedited one
     * @param after the edited one
     */
    public record Said(String before, String after) {}

    /**
     * What is true of a mate.
     *
     * @param expected the true continuation
     * @param loss the mean negative log-likelihood of its tokens, in nats; teacher-forced
     */
    public record Truth(String expected, Change loss) {}

    /**
     * Whether the edited model answers as the unedited one does. Neither case nor the amount of white space matters.
     *
     * @return true where nothing changed
     */
    public boolean kept() {
        return Match.same(said.before(), said.after());
    }

    /**
     * Whether the new target became more than twice as probable as it was; its probability is {@code exp(-NLL)}, the
     * geometric mean of its tokens.
     *
     * @return true for what the edit taught of a subject that it is not about
     */
    public boolean targetDoubled() {
        return targetLoss.before() - targetLoss.after() > Math.log(2);
    }
}
