package io.github.modeleditor.cli;

import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.api.report.ModelSummary.Memory;
import io.github.modeleditor.api.report.ModelSummary.Targets;
import io.github.modeleditor.api.report.ModelSummary.Weights;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model's summary for a terminal. */
final class SummaryText {
    private static final String UNKNOWN = "unknown";

    private SummaryText() {}

    static String of(ModelSummary summary) {
        StringBuilder text = new StringBuilder();
        line(text, "Model", summary.name());
        line(text, "Family", summary.family().orElse(UNKNOWN));
        line(text, "Exporter", summary.graph().exporter().orElse(UNKNOWN));
        line(text, "Operator sets", join(summary.graph().operatorSets()));
        line(text, "Parameters", parameters(summary.graph().weights()));
        lines(text, "Inputs", summary.graph().inputs());
        lines(text, "Outputs", summary.graph().outputs());
        int cached = summary.graph().cachedLayers();
        line(text, "Key/value cache", cached == 0 ? "none" : cached + " layers");
        line(text, "Operators", join(summary.graph().operators()));
        lines(
                text,
                "Targets",
                summary.targets().stream().map(SummaryText::target).toList());
        if (summary.editable()) {
            line(text, "Can be edited", "yes");
        } else {
            line(text, "Can be edited", "not so:");
            summary.obstacles().forEach(obstacle -> text.append(obstacle).append('\n'));
        }
        lines(text, "Memory, estimated", memory(summary.memory()));
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format(Locale.ROOT, "%-18s %s%n", label, value));
    }

    private static void lines(StringBuilder text, String label, List<String> values) {
        String first = label;
        for (String value : values) {
            line(text, first, value);
            first = "";
        }
    }

    private static String join(Map<String, ? extends Number> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String parameters(List<Weights> weights) {
        long total = weights.stream().mapToLong(Weights::parameters).sum();
        long bytes = weights.stream().mapToLong(Weights::bytes).sum();
        return String.format(Locale.ROOT, "%,d, %s", total, size(bytes))
                + weights.stream()
                        .map(w -> String.format(Locale.ROOT, "%s %,d", w.type(), w.parameters()))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String target(Targets targets) {
        String trainable = targets.trainable() == targets.count()
                ? ""
                : ", of which " + targets.trainable() + " have a gradient all the way";
        return String.format(
                Locale.ROOT,
                "%s: %d of %d x %d%s",
                targets.path(),
                targets.count(),
                targets.inputs(),
                targets.outputs(),
                trainable);
    }

    private static List<String> memory(List<Memory> parts) {
        long total = parts.stream().mapToLong(Memory::bytes).sum();
        Stream<Memory> together = parts.isEmpty()
                ? Stream.empty()
                : Stream.of(new Memory("together at most, beside the Java runtime", total));
        return Stream.concat(parts.stream(), together)
                .map(part -> String.format(Locale.ROOT, "%9s  %s", size(part.bytes()), part.what()))
                .toList();
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
