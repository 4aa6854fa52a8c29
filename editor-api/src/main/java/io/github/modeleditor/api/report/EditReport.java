package io.github.modeleditor.api.report;

/** What an edit changed and what it left alone. Immutable. */
public interface EditReport extends EvaluationReport {
    /**
     * What training took.
     *
     * @return steps, seconds, losses
     */
    TrainingSummary training();
}
