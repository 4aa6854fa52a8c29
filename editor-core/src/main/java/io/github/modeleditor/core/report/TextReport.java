package io.github.modeleditor.core.report;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.report.Change;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.Metric;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.api.report.Provenance;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.report.SideEffects;
import io.github.modeleditor.api.report.TrainingSummary;
import io.github.modeleditor.api.report.Verdict;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A report as lines of text. */
final class TextReport {
    private static final int EXAMPLES_SHOWN = 20;
    private static final int HASH_SHOWN = 12;
    private static final CharMatcher CONTROL =
            CharMatcher.javaIsoControl().and(CharMatcher.noneOf("\n\t")).precomputed();

    private final CoreEvaluationReport report;
    private final List<String> advice;
    private final List<String> lines = new ArrayList<>();

    private TextReport(CoreEvaluationReport report, List<String> advice) {
        this.report = report;
        this.advice = advice;
    }

    static String of(CoreEditReport report) {
        TextReport text = new TextReport(report.evaluation(), report.advice());
        text.addTraining(report.training());
        text.addVerdicts(report.verdicts());
        return text.complete();
    }

    static String of(CoreEvaluationReport report) {
        TextReport text = new TextReport(report, report.advice());
        text.add("%s%s", count(report.facts().size(), "fact"), text.memory());
        return text.complete();
    }

    private String complete() {
        addHeadline();
        addScores();
        report.harm().ifPresent(harm -> {
            lines.add("");
            lines.addAll(HarmText.table(harm));
        });
        addSideEffects();
        addFailures();
        addBroken();
        addOrigin();
        // What a model says may hold control characters, which a terminal would obey.
        return lines.stream()
                .map(line -> CONTROL.replaceFrom(line, '\uFFFD') + "\n")
                .collect(Collectors.joining());
    }

    private void addHeadline() {
        if (report.facts().isEmpty()) {
            return;
        }
        long learned = report.facts().stream().filter(FactReport::learned).count();
        long broken = report.facts().stream()
                .mapToLong(fact -> fact.brokenNeighbours().size())
                .sum();
        long neighbours = neighbours();
        add("");
        add(
                "%d of %s learned%s",
                learned,
                count(report.facts().size(), "fact"),
                neighbours == 0 ? "" : "; " + broken + " of " + count(neighbours, "neighbour") + " broken");
        report.harm().ifPresent(harm -> lines.add(HarmText.headline(report, harm)));
        lines.addAll(advice);
    }

    private long neighbours() {
        return report.facts().stream()
                .flatMap(fact -> fact.prompts().stream())
                .filter(prompt -> prompt.metric() == Metric.LOCALITY)
                .count();
    }

    private void addTraining(TrainingSummary training) {
        add(
                "%s, %s, %s in %s%s, final loss %.4f",
                count(report.facts().size(), "fact"),
                count(training.texts(), "text"),
                count(training.steps(), "step"),
                count(training.epochs(), "epoch"),
                training.stoppedEarly() ? " (stopped early: all learned)" : "",
                training.finalLoss());
        if (training.adjustments().skippedSteps() > 0) {
            add(
                    "%s skipped, since gradients overflowed in half precision",
                    count(training.adjustments().skippedSteps(), "step"));
        }
        if (training.adjustments().skippedTexts() > 0) {
            add(
                    "%s left out of epochs, since the model knew them",
                    count(training.adjustments().skippedTexts(), "text"));
        }
        add(
                "%.1f s training (%.1f texts/s), %.1f s in all%s",
                training.timing().trainSeconds(),
                training.timing().textsPerSecond(),
                training.timing().totalSeconds(),
                memory());
        if (training.adjustments().halvedPasses() > 0) {
            add(
                    "Memory ran out: passes were halved %s, to %s at most",
                    count(training.adjustments().halvedPasses(), "time"),
                    count(training.adjustments().tokensPerPass(), "token"));
        }
    }

    private void addVerdicts(List<Verdict> verdicts) {
        List<Verdict> rejected =
                verdicts.stream().filter(verdict -> !verdict.accepted()).toList();
        if (!verdicts.isEmpty()) {
            add("");
            add("%d of %s accepted", verdicts.size() - rejected.size(), count(verdicts.size(), "fact"));
        }
        for (Verdict verdict : verdicts) {
            if (!verdict.accepted() || verdict.attempts() > 1) {
                add("  \"%s\": %s", verdict.fact().prompt(), verdict.toText());
            }
        }
        if (!verdicts.isEmpty() && rejected.size() == verdicts.size()) {
            add("The model did not change: no fact was accepted, and the adapter does nothing.");
        }
    }

    private String memory() {
        return report.peakRssBytes().isPresent()
                ? String.format(
                        Locale.ROOT,
                        ", %.2f GB of memory at the peak",
                        report.peakRssBytes().getAsLong() / 1e9)
                : "";
    }

    private void addScores() {
        addScores("percent", Figure::all, report.before(), report.after());
        for (PromptForm form : report.otherForms()) {
            addScores(
                    form == PromptForm.CHAT ? "percent, as chat" : "percent, as plain text",
                    Figure::main,
                    report.before(form),
                    report.after(form));
        }
    }

    private void addScores(String title, Function<Figure.Sort, List<Figure>> figures, Scores before, Scores after) {
        add("");
        add("%-28s %8s %8s", title, "before", "after");
        for (Figure.Sort sort : Figure.Sort.values()) {
            Map<String, Change> rows = new LinkedHashMap<>();
            for (Figure figure : figures.apply(sort)) {
                rows.put(figure.title(), new Change(figure.of(before), figure.of(after)));
            }
            addRows(sort, rows);
        }
    }

    private void addSideEffects() {
        SideEffects effects = report.sideEffects();
        if (effects.equals(SideEffects.unmeasured())) {
            return;
        }
        add("");
        add("%-28s %8s %8s", "the model at large", "before", "after");
        addRows(
                Figure.Sort.GENERATED,
                ImmutableMap.of(
                        "fluency, bits", effects.fluency(),
                        "consistency, cosine", effects.consistency()));
        addRows(
                Figure.Sort.TEACHER_FORCED,
                ImmutableMap.of(
                        "perplexity", effects.perplexity(),
                        "KL divergence, nats", new Change(Double.NaN, effects.klDivergence()),
                        "multiple choice, percent", effects.generalAbility()));
    }

    /** What was not measured has no row. */
    private void addRows(Figure.Sort sort, Map<String, Change> rows) {
        Map<String, Change> measured =
                Maps.filterValues(rows, change -> !Double.isNaN(change.before()) || !Double.isNaN(change.after()));
        if (!measured.isEmpty()) {
            add("%s", sort.label());
            measured.forEach(
                    (name, change) -> add("  %-26s %8s %8s", name, number(change.before()), number(change.after())));
        }
    }

    private void addFailures() {
        List<FactReport> failures =
                report.facts().stream().filter(fact -> !fact.learned()).toList();
        addExamples(
                failures,
                "The edited model completes " + failures.size() + " of "
                        + count(report.facts().size(), "fact") + " otherwise:",
                failure -> "\"%s\": \"%s\" instead of \"%s\""
                        .formatted(
                                failure.fact().prompt(),
                                failure.completionAfter().strip(),
                                failure.fact().target().strip()));
    }

    private void addBroken() {
        List<PromptReport> broken = report.facts().stream()
                .flatMap(fact -> fact.brokenNeighbours().stream())
                .toList();
        addExamples(
                broken,
                "The edit broke " + broken.size() + " of " + count(neighbours(), "neighbour") + ":",
                neighbour -> "\"%s\": \"%s\", before \"%s\", expected \"%s\""
                        .formatted(
                                neighbour.prompt(),
                                neighbour.after().completion().strip(),
                                neighbour.before().completion().strip(),
                                neighbour.expected().strip()));
    }

    /** What the page and the JSON tell in full. */
    private void addOrigin() {
        Provenance provenance = report.provenance();
        add("");
        add(
                "Model %s (%s), on %s in %s, %s",
                provenance.model().name(),
                shortened(provenance.model().fingerprint()),
                provenance.machine().device(),
                Ascii.toLowerCase(provenance.machine().precision().name()),
                provenance.time().truncatedTo(ChronoUnit.SECONDS));
        provenance.request().map(Provenance.Request::source).ifPresent(source -> {
            source.files()
                    .forEach(file -> add(
                            "Facts of %s%s",
                            file.name(),
                            file.sha256()
                                    .map(hash -> " (SHA-256 " + shortened(hash) + ")")
                                    .orElse("")));
            source.command().ifPresent(command -> add("Command: %s", command));
        });
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(HASH_SHOWN, hash.length()));
    }

    private <T> void addExamples(List<T> examples, String title, Function<T, String> line) {
        if (examples.isEmpty()) {
            return;
        }
        add("");
        add("%s", title);
        for (T example : examples.subList(0, Math.min(EXAMPLES_SHOWN, examples.size()))) {
            add("  %s", line.apply(example));
        }
        if (examples.size() > EXAMPLES_SHOWN) {
            add("  and %d more", examples.size() - EXAMPLES_SHOWN);
        }
    }

    /** A number of things, in words. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private void add(String format, Object... arguments) {
        lines.add(String.format(Locale.ROOT, format, arguments).stripTrailing());
    }
}
