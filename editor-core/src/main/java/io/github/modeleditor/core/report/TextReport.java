package io.github.modeleditor.core.report;

import io.github.modeleditor.api.FactReport;
import io.github.modeleditor.api.Scores;
import io.github.modeleditor.api.TrainingSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A report as lines of text. */
final class TextReport {
    private static final int FAILURES_SHOWN = 20;

    private final CoreEditReport report;
    private final List<String> lines = new ArrayList<>();

    private TextReport(CoreEditReport report) {
        this.report = report;
    }

    static String of(CoreEditReport report) {
        TextReport text = new TextReport(report);
        text.addTraining();
        text.addScores();
        text.addFailures();
        return String.join("\n", text.lines) + "\n";
    }

    private void addTraining() {
        TrainingSummary training = report.training();
        add(
                "%d facts, %d texts, %d steps in %d epochs%s, final loss %.4f",
                report.facts().size(),
                training.texts(),
                training.steps(),
                training.epochs(),
                training.stoppedEarly() ? " (stopped early: all learned)" : "",
                training.finalLoss());
        add(
                "%.1f s training (%.1f texts/s), %.1f s in all%s",
                training.trainSeconds(),
                training.sequencesPerSecond(),
                training.totalSeconds(),
                report.peakRssBytes().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                ", %.2f GB of memory at the peak",
                                report.peakRssBytes().getAsLong() / 1e9)
                        : "");
    }

    private void addScores() {
        add("");
        add("%-24s %8s %8s", "percent, teacher-forced", "before", "after");
        addScore("efficacy", Scores::efficacy);
        addScore("generalization", Scores::generalization);
        addScore("locality", Scores::locality);
        addScore("edit score", Scores::score);
        addScore("efficacy, exact", Scores::efficacyExact);
        addScore("generalization, exact", Scores::generalizationExact);
        addScore("locality, exact", Scores::localityExact);
        add("%-24s", "percent, generated");
        addRow(
                "efficacy",
                Generated.percent(report.facts(), FactReport::completionBefore),
                Generated.percent(report.facts(), FactReport::completionAfter));
    }

    private void addScore(String name, ToDoubleFunction<Scores> score) {
        addRow(name, score.applyAsDouble(report.before()), score.applyAsDouble(report.after()));
    }

    private void addRow(String name, double before, double after) {
        add("  %-22s %8s %8s", name, percent(before), percent(after));
    }

    private void addFailures() {
        List<FactReport> failures = report.facts().stream()
                .filter(fact -> !Generated.matches(fact, FactReport::completionAfter))
                .toList();
        if (failures.isEmpty()) {
            return;
        }
        add("");
        add(
                "The edited model completes %d of %d facts otherwise:",
                failures.size(), report.facts().size());
        for (FactReport failure : failures.subList(0, Math.min(FAILURES_SHOWN, failures.size()))) {
            add(
                    "  \"%s\": \"%s\" instead of \"%s\"",
                    failure.fact().prompt(),
                    failure.completionAfter().strip(),
                    failure.fact().target().strip());
        }
        if (failures.size() > FAILURES_SHOWN) {
            add("  and %d more", failures.size() - FAILURES_SHOWN);
        }
    }

    private static String percent(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private void add(String format, Object... arguments) {
        lines.add(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }
}
