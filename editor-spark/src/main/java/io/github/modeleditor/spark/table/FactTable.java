package io.github.modeleditor.spark.table;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.Probes;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.error.InvalidFactException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Facts as rows. The columns are the fields of the library's own JSON lines, so that {@code spark.read().schema(FactTable.schema())
 * .json(...)} reads such files, and {@code parquet(...)} what was written as Parquet:
 *
 * <pre>
 *   prompt, target                  string
 *   form                            string, "plain" or "chat"; null for plain
 *   subject, old_target             string or null
 *   paraphrases                     array of string or null
 *   held_out_paraphrases            array of string or null
 *   locality, portability           array of struct(prompt, target, group) or null
 * </pre>
 *
 * <p>Columns are found by name: a table needs the first two, and may have any others beside.
 */
public final class FactTable {
    private static final StructType PROBE = Columns.table(
            Columns.required("prompt", Columns.TEXT),
            Columns.required("target", Columns.TEXT),
            Columns.optional("group", Columns.TEXT));

    private static final StructType SCHEMA = Columns.table(
            Columns.required("prompt", Columns.TEXT),
            Columns.required("target", Columns.TEXT),
            Columns.optional("form", Columns.TEXT),
            Columns.optional("subject", Columns.TEXT),
            Columns.optional("old_target", Columns.TEXT),
            Columns.list("paraphrases", Columns.TEXT),
            Columns.list("held_out_paraphrases", Columns.TEXT),
            Columns.list("locality", PROBE),
            Columns.list("portability", PROBE));

    private FactTable() {}

    /**
     * The schema of a table of facts.
     *
     * @return all columns
     */
    public static StructType schema() {
        return SCHEMA;
    }

    /**
     * A table of facts that the driver has, such as those of a {@link io.github.modeleditor.api.data.FactFile}.
     *
     * @param spark where
     * @param facts what
     * @return a row for each, in their order
     */
    public static Dataset<Row> of(SparkSession spark, Collection<Fact> facts) {
        return spark.createDataFrame(facts.stream().map(FactTable::row).toList(), SCHEMA);
    }

    /**
     * A fact as a row.
     *
     * @param fact what
     * @return a row of the {@link #schema()}, without its names
     */
    static Row row(Fact fact) {
        return RowFactory.create(
                fact.prompt(),
                fact.target(),
                fact.form().name().toLowerCase(Locale.ROOT),
                fact.subject().orElse(null),
                fact.oldTarget().orElse(null),
                fact.paraphrases().toArray(),
                fact.probes().heldOutParaphrases().toArray(),
                rows(fact.probes().locality()),
                rows(fact.probes().portability()));
    }

    private static Object rows(List<Probe> probes) {
        return probes.stream()
                .map(probe -> RowFactory.create(
                        probe.prompt(), probe.expected(), probe.group().orElse(null)))
                .toArray();
    }

    /**
     * The fact of a row.
     *
     * @param row with the columns {@code prompt} and {@code target}, and what else the {@link #schema()} has
     * @return the fact
     * @throws InvalidFactException if there is no prompt, no target, or an unknown form
     */
    public static Fact fact(Row row) {
        return new Fact(
                present(row, "prompt"),
                present(row, "target"),
                form(Columns.text(row, "form")),
                Optional.ofNullable(Columns.text(row, "subject")),
                Optional.ofNullable(Columns.text(row, "old_target")),
                Columns.list(row, "paraphrases"),
                Probes.none()
                        .withHeldOutParaphrases(Columns.list(row, "held_out_paraphrases"))
                        .withLocality(probes(Columns.list(row, "locality")))
                        .withPortability(probes(Columns.list(row, "portability"))));
    }

    private static String present(Row row, String column) {
        @Nullable String text = Columns.text(row, column);
        if (text == null) {
            throw new InvalidFactException("A row of facts has nothing in the column \"" + column + "\": "
                    + row.mkString(", ") + ". Name a prompt and a target in each row.");
        }
        return text;
    }

    private static PromptForm form(@Nullable String name) {
        if (name == null) {
            return PromptForm.PLAIN;
        }
        try {
            return PromptForm.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new InvalidFactException(
                    "The form \"" + name + "\" of a fact is unknown. Say plain or chat.", unknown);
        }
    }

    private static List<Probe> probes(List<Row> rows) {
        return rows.stream()
                .map(row -> new Probe(
                        present(row, "prompt"),
                        present(row, "target"),
                        Optional.ofNullable(Columns.text(row, "group"))))
                .toList();
    }
}
