package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.report.Harm;
import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.spi.Providers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The runs of an ablation, for a person and for a machine. Immutable. */
public final class AblationTable {
    private static final List<Column> COLUMNS = List.of(
            Column.ofScores("efficacy", scores -> scores.efficacy().teacherForced()),
            Column.ofScores("generalization", scores -> scores.generalization().teacherForced()),
            Column.ofScores("locality", scores -> scores.locality().teacherForced()),
            Column.ofScores("score", Scores::score),
            Column.ofScores("efficacy, generated", scores -> scores.efficacy().generated()),
            Column.ofScores("generalization, generated", scores -> scores.generalization()
                    .generated()),
            Column.ofScores("locality, generated", scores -> scores.locality().generated()),
            Column.ofHarm(
                    "neighbours kept", 1, harm -> 100, harm -> harm.neighbours().percent()),
            Column.ofHarm("mates kept", 1, harm -> 100, harm -> harm.keptMates().percent()),
            Column.ofHarm("mates true", 1, harm -> harm.trueMates().before(), harm -> harm.trueMates()
                    .after()),
            Column.ofHarm("KL", 3, harm -> 0, harm -> harm.general().klDivergence()),
            Column.ofHarm("perplexity", 2, harm -> harm.general().perplexity().before(), harm -> harm.general()
                    .perplexity()
                    .after()),
            new Column("steps", 0, row -> Double.NaN, AblationRow::steps),
            new Column("training, s", 0, row -> Double.NaN, AblationRow::trainSeconds));

    private final List<AblationRow> rows;

    /**
     * A table.
     *
     * @param rows its runs, in the order in which they are shown
     */
    public AblationTable(List<AblationRow> rows) {
        Objects.requireNonNull(rows, "rows");
        this.rows = List.copyOf(rows);
    }

    /**
     * The table as Markdown, one line for each variant: of several seeds the mean, and behind it the standard error of that mean, which is
     * the standard deviation over the seeds divided by the square root of their number. Efficacy, generalization, locality and score are
     * teacher-forced, as the paper's are; after them stand what the model says of its own accord and what became of the rest, in percent, KL
     * in nats a token.
     *
     * @return lines that each end with a line feed
     */
    public String toMarkdown() {
        StringBuilder table = new StringBuilder("| edit | variant |");
        COLUMNS.forEach(column -> table.append(' ').append(column.heading()).append(" |"));
        table.append("\n|---|---|").append("---|".repeat(COLUMNS.size())).append('\n');
        if (!rows.isEmpty()) {
            table.append(line("", "unedited", column -> column.text(rows.subList(0, 1), column.before())));
        }
        Map<Map.Entry<EditMode, String>, List<AblationRow>> runs = new LinkedHashMap<>();
        rows.forEach(row -> runs.computeIfAbsent(Map.entry(row.mode(), row.variant()), variant -> new ArrayList<>())
                .add(row));
        runs.values().forEach(ofOneVariant -> table.append(line(ofOneVariant)));
        return table.toString();
    }

    /**
     * One run as a row of that table, for runs that take long enough to be read one by one.
     *
     * @param row a run
     * @return a line that ends with a line feed
     */
    public static String toMarkdown(AblationRow row) {
        Objects.requireNonNull(row, "row");
        return line(List.of(row));
    }

    private static String line(List<AblationRow> runs) {
        AblationRow first = runs.get(0);
        return line(
                first.mode().name().toLowerCase(Locale.ROOT),
                first.variant(),
                column -> column.text(runs, column.after()));
    }

    private static String line(String mode, String variant, Function<Column, String> cell) {
        return "| " + mode + " | " + variant + " | "
                + String.join(" | ", COLUMNS.stream().map(cell).toList()) + " |\n";
    }

    /**
     * The table as JSON: an array of one object a run.
     *
     * @return the text; figures that were not measured are null
     */
    public String toJson() {
        return Providers.formats().toJson(rows);
    }

    /** One figure of each run. */
    private record Column(
            String heading, int digits, ToDoubleFunction<AblationRow> before, ToDoubleFunction<AblationRow> after) {
        static Column ofScores(String heading, ToDoubleFunction<Scores> figure) {
            return new Column(
                    heading, 1, row -> figure.applyAsDouble(row.before()), row -> figure.applyAsDouble(row.after()));
        }

        static Column ofHarm(String heading, int digits, ToDoubleFunction<Harm> before, ToDoubleFunction<Harm> after) {
            return new Column(heading, digits, of(before), of(after));
        }

        private static ToDoubleFunction<AblationRow> of(ToDoubleFunction<Harm> figure) {
            return row -> row.harm().map(figure::applyAsDouble).orElse(Double.NaN);
        }

        String text(List<AblationRow> runs, ToDoubleFunction<AblationRow> figure) {
            double[] values = runs.stream().mapToDouble(figure).toArray();
            double mean = mean(values);
            if (Double.isNaN(mean)) {
                return "-";
            }
            return values.length == 1 ? rounded(mean) : rounded(mean) + " ± " + rounded(standardError(values, mean));
        }

        private String rounded(double value) {
            return String.format(Locale.ROOT, "%." + digits + "f", value);
        }

        private static double mean(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.length;
        }

        /** {@code sqrt(sum_i (x_i - mean)^2 / (n - 1)) / sqrt(n)}. */
        private static double standardError(double[] values, double mean) {
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            return Math.sqrt(squares / (values.length - 1) / values.length);
        }
    }
}
