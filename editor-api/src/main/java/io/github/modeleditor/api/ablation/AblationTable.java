package io.github.modeleditor.api.ablation;

import io.github.modeleditor.api.report.Scores;
import io.github.modeleditor.api.spi.Providers;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The runs of an ablation, for a person and for a machine. Immutable. */
public final class AblationTable {
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
     * The table as Markdown. Efficacy, generalization, locality and score are teacher-forced, as the paper's are; after
     * them stands what the model says of its own accord.
     *
     * @return lines that each end with a line feed
     */
    public String toMarkdown() {
        StringBuilder table = new StringBuilder("| edit | loss | texts | efficacy | generalization | locality | score"
                + " | generated: efficacy, generalization, locality | steps | training |\n"
                + "|---|---|---|---|---|---|---|---|---|---|\n");
        if (!rows.isEmpty()) {
            table.append("| | unedited | | ")
                    .append(figures(rows.get(0).before()))
                    .append(" | | |\n");
        }
        rows.forEach(row -> table.append(toMarkdown(row)));
        return table.toString();
    }

    /**
     * One row of that table, for runs that take long enough to be read one by one.
     *
     * @param row a run
     * @return a line that ends with a line feed
     */
    public static String toMarkdown(AblationRow row) {
        Objects.requireNonNull(row, "row");
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %d | %.0f s |\n",
                row.mode().name().toLowerCase(Locale.ROOT),
                row.loss().label(),
                row.texts().label(),
                figures(row.after()),
                row.steps(),
                row.trainSeconds());
    }

    private static String figures(Scores scores) {
        return String.join(
                " | ",
                percent(scores.efficacy().teacherForced()),
                percent(scores.generalization().teacherForced()),
                percent(scores.locality().teacherForced()),
                percent(scores.score()),
                percent(scores.efficacy().generated()) + ", "
                        + percent(scores.generalization().generated()) + ", "
                        + percent(scores.locality().generated()));
    }

    private static String percent(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }

    /**
     * The table as JSON: an array of one object a run.
     *
     * @return the text; figures that were not measured are null
     */
    public String toJson() {
        return Providers.formats().toJson(rows);
    }
}
