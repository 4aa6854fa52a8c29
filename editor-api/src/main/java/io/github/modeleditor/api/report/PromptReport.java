package io.github.modeleditor.api.report;

import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.PromptForm;
import java.util.Optional;

/**
 * What became of one prompt.
 *
 * @param metric what it measures
 * @param form how it was put to the model
 * @param group what kind of question it is, as {@link Probe#group()} names it
 * @param prompt what the model is given
 * @param expected what it should say next
 * @param rival the continuation that must be less likely, where one is known
 * @param before the unedited model's answer
 * @param after the edited model's answer
 */
public record PromptReport(
        Metric metric,
        PromptForm form,
        Optional<String> group,
        String prompt,
        String expected,
        Optional<String> rival,
        PromptAnswer before,
        PromptAnswer after) {
    /**
     * Whether this is a neighbour that the edit broke: teacher-forced the edited model answers worse than the unedited
     * one, or it no longer says of its own accord what was expected.
     *
     * @return true for harm done; false for every prompt but a neighbour's
     */
    public boolean broken() {
        return metric == Metric.LOCALITY
                && (after.teacherForced() < before.teacherForced() || (before.generated() && !after.generated()));
    }
}
