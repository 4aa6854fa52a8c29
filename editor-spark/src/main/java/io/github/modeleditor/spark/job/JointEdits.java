package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.model.OpenModels;
import io.github.modeleditor.spark.table.FactTable;
import io.github.modeleditor.spark.table.ResultTable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Teaches all facts at once, once for each setting that a row names. */
public final class JointEdits extends FactFunction {
    private static final long serialVersionUID = 1;

    private final ModelLocation model;
    private final Broadcast<List<Row>> facts;
    private final List<SingleEdits.Setting> settings;
    private final JobCounts counts;

    /**
     * A function of rows that name a setting in {@link SingleEdits#SETTING}.
     *
     * @param model where executors find it
     * @param facts rows of facts, with their schema
     * @param settings what the column counts from 0
     * @param counts where progress goes
     */
    public JointEdits(
            ModelLocation model, Broadcast<List<Row>> facts, List<SingleEdits.Setting> settings, JobCounts counts) {
        this.model = model;
        this.facts = facts;
        this.settings = List.copyOf(settings);
        this.counts = counts;
    }

    @Override
    OfRow begin() {
        List<Fact> taught = facts.value().stream().map(FactTable::fact).toList();
        return row -> edit(settings.get(row.getInt(row.fieldIndex(SingleEdits.SETTING))), taught);
    }

    private List<Row> edit(SingleEdits.Setting setting, List<Fact> taught) {
        CoreEditingSession session = OpenModels.session(model, setting.editors());
        ResultTable.Origin origin = new ResultTable.Origin(setting.name(), setting.seed(), session.fingerprint());
        return counted(counts, taught.size(), () -> edit(session, origin, taught), failure -> taught.stream()
                .map(fact -> ResultTable.failed(origin, fact, failure))
                .toList());
    }

    private List<Row> edit(CoreEditingSession session, ResultTable.Origin origin, List<Fact> taught) {
        try (EditedModel edited = session.edit(EditRequest.of(taught).onProgress(counts.listener()))) {
            EditReport report = edited.report();
            return report.facts().stream()
                    .map(fact -> ResultTable.row(origin, fact, report))
                    .toList();
        }
    }
}
