package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Tally;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How long who corrects one fact waits, on a model that is open: each of some facts by an edit of its own, with the default method,
 * from the fact to a model that answers. Printed as a line of JSON: seconds of each part and of all of it, in the median and in
 * nineteen of twenty, and means of what the edits did. The first fact is edited once before, as the first edit of a process also loads classes, and
 * the first of a session makes what it keeps for the next.
 *
 * <pre>java -cp editor-benchmarks.jar io.github.modeleditor.benchmarks.SingleEdits MODEL DATA COUNT PRECISION HARM</pre>
 *
 * <p>MODEL is a folder, or {@value Models#NANO}; PRECISION and HARM are a {@link Precision} and a {@link HarmExtent}.
 */
public final class SingleEdits {
    private static final String ALL = "all";

    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    /** What each edit did. */
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    private SingleEdits() {}

    /**
     * Runs the measurement.
     *
     * @param arguments as the class says
     */
    public static void main(String[] arguments) {
        List<Fact> facts = FactFile.read(Path.of(arguments[1]))
                .first(Integer.parseInt(arguments[2]))
                .facts();
        ModelEditor editor = ModelEditor.forModel(Models.folder(arguments[0]))
                .onDevice(Device.cpu())
                .withPrecision(Precision.valueOf(arguments[3]))
                .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.valueOf(arguments[4])));
        try (EditingSession session = editor.open().prepare()) {
            new SingleEdits().edit(session, facts.get(0));
            SingleEdits measured = new SingleEdits();
            facts.forEach(fact -> measured.edit(session, fact));
            System.out.println(measured.json());
        }
    }

    /** Paraphrases stay untrained, as nobody who corrects one fact has them. */
    private void edit(EditingSession session, Fact given) {
        Fact fact = given.withParaphrases(List.of());
        PhaseTimes times = new PhaseTimes();
        try (EditedModel edited = session.edit(EditRequest.of(fact).onProgress(times::hear))) {
            times.lap("measuring_after");
            times.seconds().forEach((part, taken) -> add(seconds, part, taken));
            add(
                    seconds,
                    ALL,
                    times.seconds().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum());
            EditReport report = edited.report();
            add(figures, "steps", report.training().steps());
            add(figures, "said_percent", report.after().efficacy().generated());
            add(
                    figures,
                    "paraphrases_said_percent",
                    report.after().generalization().generated());
            report.harm().ifPresent(this::addHarm);
        }
    }

    private void addHarm(Harm harm) {
        Tally neighbours = harm.neighbours();
        Tally mates = harm.keptMates();
        add(figures, "neighbours_and_mates", neighbours.of() + mates.of());
        add(figures, "neighbours_and_mates_kept", neighbours.count() + mates.count());
        add(figures, "kl_divergence", harm.general().klDivergence());
    }

    private static void add(Map<String, List<Double>> lists, String name, double value) {
        lists.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
    }

    private String json() {
        String parts = seconds.entrySet().stream()
                .map(part -> String.format(
                        Locale.ROOT,
                        "\"%s\": [%.3f, %.3f]",
                        part.getKey(),
                        quantile(part.getValue(), 0.5),
                        quantile(part.getValue(), 0.95)))
                .collect(Collectors.joining(", "));
        String means = figures.entrySet().stream()
                .map(figure -> String.format(Locale.ROOT, "\"%s\": %.4f", figure.getKey(), mean(figure.getValue())))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "{\"edits\": %d, \"seconds\": {%s}, \"means\": {%s}}",
                Objects.requireNonNull(seconds.get(ALL)).size(),
                parts,
                means);
    }

    /** The smallest value that so large a share is not above. */
    private static double quantile(List<Double> values, double share) {
        return values.stream()
                .sorted()
                .skip((long) Math.ceil(share * values.size()) - 1)
                .findFirst()
                .orElseThrow();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
