package io.github.modeleditor.core.report;

import io.github.modeleditor.api.EvaluationReport;
import io.github.modeleditor.api.FactReport;
import io.github.modeleditor.api.Scores;
import io.github.modeleditor.api.SideEffects;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A report of plain values.
 *
 * @param before the unedited model's answers
 * @param after the edited model's answers
 * @param facts the same for each fact
 * @param sideEffects what became of the model at large
 * @param provenance what the result came from, in a fixed order
 * @param versions the versions of what computed, in a fixed order
 * @param peakRssBytes the memory the process had resident at most, where known
 */
public record CoreEvaluationReport(
        Scores before,
        Scores after,
        List<FactReport> facts,
        SideEffects sideEffects,
        Map<String, String> provenance,
        Map<String, String> versions,
        OptionalLong peakRssBytes)
        implements EvaluationReport {
    public CoreEvaluationReport {
        facts = List.copyOf(facts);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
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
