package io.github.modeleditor.core.report;

import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.TrainingSummary;
import io.github.modeleditor.api.report.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * A report of plain values.
 *
 * @param evaluation how the edited model answers, beside the unedited one
 * @param training what training took
 * @param verdicts on all facts; none where none was to be rejected
 */
public record CoreEditReport(CoreEvaluationReport evaluation, TrainingSummary training, List<Verdict> verdicts)
        implements EditReport {
    public CoreEditReport {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * A report of an edit that accepts everything.
     *
     * @param evaluation how the edited model answers, beside the unedited one
     * @param training what training took
     */
    public CoreEditReport(CoreEvaluationReport evaluation, TrainingSummary training) {
        this(evaluation, training, List.of());
    }

    /**
     * The same with verdicts.
     *
     * @param newVerdicts on all facts that were to be taught
     * @return a new report
     */
    public CoreEditReport withVerdicts(List<Verdict> newVerdicts) {
        return new CoreEditReport(evaluation, training, newVerdicts);
    }

    @Override
    public Scores before() {
        return evaluation.before();
    }

    @Override
    public Scores after() {
        return evaluation.after();
    }

    @Override
    public Scores before(PromptForm form) {
        return evaluation.before(form);
    }

    @Override
    public Scores after(PromptForm form) {
        return evaluation.after(form);
    }

    @Override
    public List<FactReport> facts() {
        return evaluation.facts();
    }

    @Override
    public SideEffects sideEffects() {
        return evaluation.sideEffects();
    }

    @Override
    public Optional<Harm> harm() {
        return evaluation.harm();
    }

    @Override
    public Provenance provenance() {
        return evaluation.provenance();
    }

    @Override
    public List<String> advice() {
        return List.copyOf(Advice.of(this));
    }

    @Override
    public String toJson() {
        return JsonReport.of(this).toPrettyString();
    }

    @Override
    public String toText() {
        return TextReport.of(this);
    }

    @Override
    public String toHtml() {
        return HtmlReport.of("Edit report", JsonReport.of(this), toText());
    }
}
