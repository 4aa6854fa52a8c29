package io.github.modeleditor.core.report;

import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.TrainingSummary;
import java.util.List;
import java.util.Optional;

/**
 * A report of plain values.
 *
 * @param evaluation how the edited model answers, beside the unedited one
 * @param training what training took
 */
public record CoreEditReport(CoreEvaluationReport evaluation, TrainingSummary training) implements EditReport {
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
