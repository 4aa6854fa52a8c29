package io.github.modeleditor.core.report;

import io.github.modeleditor.api.EditReport;
import io.github.modeleditor.api.FactReport;
import io.github.modeleditor.api.Scores;
import io.github.modeleditor.api.TrainingSummary;
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
 * @param training what training took
 * @param provenance what the result came from, in a fixed order
 * @param seed what all randomness came from
 * @param peakRssBytes the memory the process had resident at most, where known
 */
public record CoreEditReport(
        Scores before,
        Scores after,
        List<FactReport> facts,
        TrainingSummary training,
        Map<String, String> provenance,
        long seed,
        OptionalLong peakRssBytes)
        implements EditReport {
    public CoreEditReport {
        facts = List.copyOf(facts);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    @Override
    public String toJson() {
        return JsonReport.of(this);
    }

    @Override
    public String toText() {
        return TextReport.of(this);
    }
}
