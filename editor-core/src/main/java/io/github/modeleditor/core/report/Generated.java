package io.github.modeleditor.core.report;

import io.github.modeleditor.api.FactReport;
import io.github.modeleditor.core.metric.GeneratedMatch;
import java.util.List;
import java.util.function.Function;

/** How often a model says the target of its own accord. */
final class Generated {
    private Generated() {}

    /** The percentage of facts whose completion begins with the target. */
    static double percent(List<FactReport> facts, Function<FactReport, String> completion) {
        return facts.stream()
                .mapToDouble(report -> matches(report, completion) ? 100 : 0)
                .average()
                .orElse(Double.NaN);
    }

    static boolean matches(FactReport report, Function<FactReport, String> completion) {
        return GeneratedMatch.matches(completion.apply(report), report.fact().target());
    }
}
