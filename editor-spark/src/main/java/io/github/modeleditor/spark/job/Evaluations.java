package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.EvaluationRequest;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.model.OpenModels;
import io.github.modeleditor.spark.table.FactTable;
import io.github.modeleditor.spark.table.ResultTable;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/** Asks the model under an adapter, and the unedited one beside it, about each fact apart, so that no fact's figures depend on others. */
public final class Evaluations extends FactFunction {
    private static final long serialVersionUID = 1;

    private final ModelLocation model;
    private final EditorFactory editors;
    private final Broadcast<byte[]> adapter;
    private final JobCounts counts;

    /**
     * A function of rows of facts.
     *
     * @param model where executors find it
     * @param editors what is measured beside the facts
     * @param adapter an {@code .onnx_adapter} file
     * @param counts where progress goes
     */
    public Evaluations(ModelLocation model, EditorFactory editors, Broadcast<byte[]> adapter, JobCounts counts) {
        this.model = model;
        this.editors = editors;
        this.adapter = adapter;
        this.counts = counts;
    }

    @Override
    OfRow begin() {
        CoreEditingSession session = OpenModels.session(model, editors);
        LanguageModel edited = session.apply(AdapterBytes.read(session, adapter.value()));
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) ended -> edited.close());
        ResultTable.Origin origin = new ResultTable.Origin("", null, session.fingerprint());
        return row -> {
            Fact fact = FactTable.fact(row);
            return counted(
                    counts,
                    1,
                    () -> evaluate(session, edited, origin, fact),
                    failure -> List.of(ResultTable.failed(origin, fact, failure)));
        };
    }

    private List<Row> evaluate(CoreEditingSession session, LanguageModel edited, ResultTable.Origin origin, Fact fact) {
        EvaluationReport report = session.evaluate(EvaluationRequest.of(fact).onProgress(counts.listener()), edited);
        return List.of(ResultTable.row(origin, report.facts().get(0), report));
    }
}
