package io.github.modeleditor.api.report;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.PromptForm;
import java.util.List;

/**
 * What became of one fact.
 *
 * @param fact what was asked about
 * @param before the unedited model's answers in the fact's own form
 * @param after the edited model's answers in the fact's own form
 * @param prompts each prompt apart: the fact's own first, then its held-out paraphrases, its locality probes and its
 *     portability probes, each in the fact's order; of a fact in {@link PromptForm#CHAT} then the same in the plain form
 */
public record FactReport(Fact fact, Scores before, Scores after, List<PromptReport> prompts) {
    public FactReport {
        prompts = List.copyOf(prompts);
    }

    /**
     * The prompts that were put in one form.
     *
     * @param form how
     * @return those of the {@link #prompts()} in that form
     */
    public List<PromptReport> prompts(PromptForm form) {
        return prompts.stream().filter(prompt -> prompt.form() == form).toList();
    }

    /**
     * The prompts as they were put in the fact's own form.
     *
     * @return those of the {@link #prompts()} by which the fact is judged
     */
    public List<PromptReport> ownPrompts() {
        return prompts(fact.form());
    }

    /**
     * What the unedited model said after the fact's own prompt, greedily.
     *
     * @return its completion
     */
    public String completionBefore() {
        return prompts.get(0).before().completion();
    }

    /**
     * What the edited model says after the fact's own prompt, greedily.
     *
     * @return its completion
     */
    public String completionAfter() {
        return prompts.get(0).after().completion();
    }

    /**
     * Whether the edited model says the target of its own accord.
     *
     * @return true for a hit
     */
    public boolean learned() {
        return prompts.get(0).after().generated();
    }

    /**
     * The neighbours that the edit broke.
     *
     * @return those of the {@link #prompts()} that are {@linkplain PromptReport#broken() broken}
     */
    public List<PromptReport> brokenNeighbours() {
        return prompts.stream().filter(PromptReport::broken).toList();
    }
}
