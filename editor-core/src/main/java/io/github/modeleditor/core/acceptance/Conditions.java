package io.github.modeleditor.core.acceptance;

import io.github.modeleditor.api.config.AcceptancePolicy;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.MateReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a policy has against facts, by what was measured of them. Immutable. */
final class Conditions {
    private final AcceptancePolicy policy;
    private final Optional<Harm> harm;

    Conditions(AcceptancePolicy policy, EvaluationReport report) {
        this.policy = policy;
        harm = report.harm();
    }

    /** What is against all facts together. */
    List<String> againstAll() {
        return harm.filter(measured -> measured.general().texts() > 0)
                .map(measured -> measured.general().klDivergence())
                .filter(moved -> !(moved <= policy.divergence()))
                .map(moved -> List.of(format(
                        "The model at large moved by %.3f nats a token, and %.3f are allowed.",
                        moved, policy.divergence())))
                .orElse(List.of());
    }

    /** What is against one fact; nothing if it passes. */
    List<String> against(FactReport fact) {
        List<String> reasons = new ArrayList<>();
        if (policy.said() && !fact.learned()) {
            reasons.add("The model says \"" + fact.completionAfter().strip() + "\" instead of \""
                    + fact.fact().target().strip() + "\".");
        }
        double held = fact.after().generalization().teacherForced();
        if (held < policy.paraphrases()) {
            reasons.add(format(
                    "Of its held-out paraphrases %.0f %% hold, and %.0f %% have to.", held, policy.paraphrases()));
        }
        List<PromptReport> probes = fact.prompts().stream()
                .filter(prompt -> prompt.metric() == Metric.LOCALITY)
                .toList();
        int kept = probes.size() - fact.brokenNeighbours().size();
        if (100.0 * kept < policy.neighbours() * probes.size()) {
            reasons.add(format(
                    "It broke %d of %d neighbours, and %.0f %% have to stay.",
                    probes.size() - kept, probes.size(), policy.neighbours()));
        }
        List<MateReport> mates = harm.stream()
                .flatMap(measured -> measured.mates().stream())
                .filter(mate -> mate.fact().equals(fact.fact().prompt()))
                .toList();
        long doubled = mates.stream().filter(MateReport::targetDoubled).count();
        if (100.0 * (mates.size() - doubled) < policy.ownNeighbours() * mates.size()) {
            reasons.add(format(
                    "Its target became more than twice as probable of %d of %d other subjects, and %.0f %% have to stay.",
                    doubled, mates.size(), policy.ownNeighbours()));
        }
        return reasons;
    }

    private static String format(String sentence, Object... values) {
        return String.format(Locale.ROOT, sentence, values);
    }
}
