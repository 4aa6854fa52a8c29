package io.github.modeleditor.spark.table;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Texts that the unedited model made for facts, a row each:
 *
 * <pre>
 *   fact_id     string
 *   kind        string: "augmentation", what teaches the fact, or "neighbour", what is to stay
 *   place       int: from 0, within the fact and kind
 *   prompt      string
 *   target      string: of a neighbour the unedited model's own answer
 *   form        string: "plain" or "chat"
 * </pre>
 */
public final class TextTable {
    private static final StructType SCHEMA = Columns.table(
            Columns.required("fact_id", Columns.TEXT),
            Columns.required("kind", Columns.TEXT),
            Columns.required("place", DataTypes.IntegerType),
            Columns.required("prompt", Columns.TEXT),
            Columns.required("target", Columns.TEXT),
            Columns.required("form", Columns.TEXT));

    private TextTable() {}

    /** What a text is for. */
    public enum Kind {
        /** It teaches the fact. */
        AUGMENTATION,
        /** It is to stay as it is. */
        NEIGHBOUR
    }

    /**
     * The schema of texts.
     *
     * @return all columns
     */
    public static StructType schema() {
        return SCHEMA;
    }

    /**
     * A text as a row.
     *
     * @param fact whose it is
     * @param kind what it is for
     * @param place from 0, among those of the fact and kind
     * @param text prompt and target
     * @return a row
     */
    public static Row row(Fact fact, Kind kind, int place, TrainingText text) {
        return RowFactory.create(
                fact.id().value(),
                kind.name().toLowerCase(Locale.ROOT),
                place,
                text.prompt(),
                text.target(),
                text.form().name().toLowerCase(Locale.ROOT));
    }
}
