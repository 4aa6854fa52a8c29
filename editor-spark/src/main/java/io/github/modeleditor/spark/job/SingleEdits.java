package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.model.OpenModels;
import io.github.modeleditor.spark.table.FactTable;
import io.github.modeleditor.spark.table.ResultTable;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** Teaches each fact alone, from the unedited model, once for each setting that its row names; the edit is measured and undone. */
public final class SingleEdits extends FactFunction {
    /** The column that says which setting a row is for. */
    public static final String SETTING = "modeleditor_setting";

    private static final long serialVersionUID = 1;

    private final ModelLocation model;
    private final List<Setting> settings;
    private final JobCounts counts;

    /**
     * How facts are taught.
     *
     * @param name of the point of a grid
     * @param seed for the results; the editors know it
     * @param editors what edits
     */
    public record Setting(String name, long seed, EditorFactory editors) implements Serializable {}

    /**
     * A function of rows of facts.
     *
     * @param model where executors find it
     * @param settings what {@link #SETTING} counts from 0
     * @param counts where progress goes
     */
    public SingleEdits(ModelLocation model, List<Setting> settings, JobCounts counts) {
        this.model = model;
        this.settings = List.copyOf(settings);
        this.counts = counts;
    }

    @Override
    OfRow begin() {
        Map<Integer, CoreEditingSession> sessions = new HashMap<>();
        return row -> {
            int place = row.getInt(row.fieldIndex(SETTING));
            Setting setting = settings.get(place);
            CoreEditingSession session =
                    sessions.computeIfAbsent(place, first -> OpenModels.session(model, setting.editors()));
            Fact fact = FactTable.fact(row);
            ResultTable.Origin origin = new ResultTable.Origin(setting.name(), setting.seed(), session.fingerprint());
            return counted(
                    counts,
                    1,
                    () -> edit(session, origin, fact),
                    failure -> List.of(ResultTable.failed(origin, fact, failure)));
        };
    }

    private List<Row> edit(CoreEditingSession session, ResultTable.Origin origin, Fact fact) {
        try (EditedModel edited = session.edit(EditRequest.of(fact).onProgress(counts.listener()))) {
            FactReport report = edited.report().facts().get(0);
            return List.of(ResultTable.row(origin, report, edited.report()));
        }
    }
}
