package io.github.modeleditor.core.report;

import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A report of plain values.
 *
 * @param before the unedited model's answers
 * @param after the edited model's answers
 * @param facts the same for each fact
 * @param sideEffects what became of the model at large
 * @param harm what became of the rest of it, where it was measured
 * @param provenance what the result came from
 * @param peakRssBytes the memory the process had resident at most, where known
 */
public record CoreEvaluationReport(
        Scores before,
        Scores after,
        List<FactReport> facts,
        SideEffects sideEffects,
        Optional<Harm> harm,
        Provenance provenance,
        OptionalLong peakRssBytes)
        implements EvaluationReport {
    public CoreEvaluationReport {
        facts = List.copyOf(facts);
    }

    @Override
    public Scores before(PromptForm form) {
        return Scores.of(inForm(form), PromptReport::before);
    }

    @Override
    public Scores after(PromptForm form) {
        return Scores.of(inForm(form), PromptReport::after);
    }

    private List<PromptReport> inForm(PromptForm form) {
        return facts.stream().flatMap(fact -> fact.prompts(form).stream()).toList();
    }

    /** The forms whose figures are not those over all facts; none where every fact is plain. */
    List<PromptForm> otherForms() {
        return facts.stream()
                .flatMap(fact -> fact.prompts().stream())
                .map(PromptReport::form)
                .distinct()
                .filter(form -> facts.stream().anyMatch(fact -> fact.fact().form() != form))
                .sorted()
                .toList();
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
        return HtmlReport.of("Evaluation report", JsonReport.of(this), toText());
    }
}
