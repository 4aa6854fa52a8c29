package io.github.modeleditor.api;

import io.github.modeleditor.api.report.EditReport;

/** A language model that was just edited: it answers, tells what changed, and can be kept. */
public interface EditedModel extends AdaptedModel {
    /**
     * What changed and what did not.
     *
     * @return scores before and after, per fact and in sum
     */
    EditReport report();
}
