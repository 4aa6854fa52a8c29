package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.TrainingText;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.MadeTexts;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.model.OpenModels;
import io.github.modeleditor.spark.table.FactTable;
import io.github.modeleditor.spark.table.TextTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Lets the unedited model make the texts that a recipe adds to each fact: random prefixes, own neighbours, whatever it names. */
public final class MadeTextRows extends FactFunction {
    private static final long serialVersionUID = 1;
    private static final int HEXADECIMAL = 16;
    private static final int DIGITS_OF_A_LONG = 16;

    private final ModelLocation model;
    private final EditorFactory editors;
    private final JobCounts counts;

    /**
     * A function of rows of facts.
     *
     * @param model where executors find it
     * @param editors whose recipe says what is made, and whose seed is mixed with each fact's id
     * @param counts where progress goes
     */
    public MadeTextRows(ModelLocation model, EditorFactory editors, JobCounts counts) {
        this.model = model;
        this.editors = editors;
        this.counts = counts;
    }

    @Override
    OfRow begin() {
        CoreEditingSession session = OpenModels.session(model, editors);
        long seed = session.settings().training().seed();
        return row -> {
            Fact fact = FactTable.fact(row);
            return counted(counts, 1, () -> rows(session, seed, fact), failure -> List.of());
        };
    }

    private static List<Row> rows(CoreEditingSession session, long seed, Fact fact) {
        List<Row> rows = new ArrayList<>();
        MadeTexts made = session.texts(fact, seed ^ bits(fact));
        add(rows, fact, TextTable.Kind.AUGMENTATION, made.augmentations());
        add(rows, fact, TextTable.Kind.NEIGHBOUR, made.neighbours());
        return rows;
    }

    /** The first of a fact's id, so that facts do not share their prefixes. */
    private static long bits(Fact fact) {
        return Long.parseUnsignedLong(fact.id().value().substring(0, DIGITS_OF_A_LONG), HEXADECIMAL);
    }

    private static void add(List<Row> rows, Fact fact, TextTable.Kind kind, List<TrainingText> texts) {
        for (int place = 0; place < texts.size(); place++) {
            rows.add(TextTable.row(fact, kind, place, texts.get(place)));
        }
    }
}
