package io.github.modeleditor.api.report;

import io.github.modeleditor.api.error.ReportException;
import java.util.List;
import java.util.Objects;

/** What an edit changed and what it left alone. Immutable. */
public interface EditReport extends EvaluationReport {
    /**
     * What training took.
     *
     * @return steps, seconds, losses
     */
    TrainingSummary training();

    /**
     * What became of each fact that was to be taught, those that were rejected among them; the {@link #facts()} are those that were
     * accepted, or all where none was.
     *
     * @return in the caller's order; none where {@link io.github.modeleditor.api.config.AcceptancePolicy#all()} was to be accepted
     */
    default List<Verdict> verdicts() {
        return List.of();
    }

    /**
     * Reads the report of an edit back.
     *
     * @param json what {@link #toJson()} gave
     * @return an equal report
     * @throws ReportException if it is no report of an edit, lacks something, or is of a newer format
     */
    static EditReport fromJson(String json) {
        Objects.requireNonNull(json, "json");
        if (EvaluationReport.fromJson(json) instanceof EditReport edit) {
            return edit;
        }
        throw new ReportException(
                "The report is of an evaluation, not of an edit. Read it with EvaluationReport.fromJson.");
    }
}
