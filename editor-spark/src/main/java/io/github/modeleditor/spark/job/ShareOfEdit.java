package io.github.modeleditor.spark.job;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.EditRequest;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.spark.model.EditorFactory;
import io.github.modeleditor.spark.model.ModelLocation;
import io.github.modeleditor.spark.model.OpenModels;
import io.github.modeleditor.spark.ring.Ring;
import io.github.modeleditor.spark.ring.RingConnection;
import io.github.modeleditor.spark.ring.RingGradients;
import io.github.modeleditor.spark.ring.WireFormat;
import io.github.modeleditor.spark.table.FactTable;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** One worker of a shared edit: a task of a barrier stage, whose partition says nothing. */
public final class ShareOfEdit extends AbstractFunction1<Iterator<Integer>, Iterator<ShareOfEdit.Done>>
        implements Serializable {
    private static final long serialVersionUID = 1;

    private final ModelLocation model;
    private final EditorFactory editors;
    private final Options options;
    private final Broadcast<List<Row>> facts;
    private final ShareCounts counts;
    private final byte[] secret;

    /**
     * How workers go along with one another.
     *
     * @param format how gradients travel
     * @param timeout for how long one may be silent
     * @param folder the URI of where states are kept; empty to keep none
     * @param steps after so many steps one is kept
     * @param time or after so much time
     */
    public record Options(WireFormat format, Duration timeout, String folder, int steps, Duration time)
            implements Serializable {}

    /**
     * What a worker gave.
     *
     * @param rank from 0
     * @param address where it listened
     * @param attempt which try of the stage
     * @param steps it had a share in
     * @param bytesSent to the next worker
     * @param computingSeconds of its shares
     * @param communicationSeconds waiting for others included
     * @param adapter of the first worker the adapter's bytes; of others none
     * @param report of the first worker, as JSON; of others empty
     * @param state the URI of the state that nobody needs any more once this has come to the driver; empty where none is kept
     */
    @SuppressWarnings("ArrayRecordComponent") // a file's bytes; never compared
    public record Done(
            int rank,
            String address,
            int attempt,
            int steps,
            long bytesSent,
            double computingSeconds,
            double communicationSeconds,
            byte[] adapter,
            String report,
            String state)
            implements Serializable {}

    /**
     * A worker.
     *
     * @param model where executors find it
     * @param editors how it is edited
     * @param options how workers go along
     * @param facts rows of facts, with their schema
     * @param counts where progress goes
     * @param secret what the workers of this run know
     */
    public ShareOfEdit(
            ModelLocation model,
            EditorFactory editors,
            Options options,
            Broadcast<List<Row>> facts,
            ShareCounts counts,
            byte[] secret) {
        this.model = model;
        this.editors = editors;
        this.options = options;
        this.facts = facts;
        this.counts = counts;
        this.secret = secret.clone();
    }

    @Override
    public Iterator<Done> apply(Iterator<Integer> partition) {
        BarrierTaskContext task = BarrierTaskContext.get();
        String self = task.getTaskInfos()[task.partitionId()].address();
        // Without the port of Spark's own, and without the brackets of an IPv6 address.
        String host = self.substring(0, self.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
        CoreEditingSession session = OpenModels.session(model, editors);
        try (RingConnection door = new RingConnection(host)) {
            List<String> addresses = List.of(task.allGather(door.address()));
            Ring.Membership membership =
                    new Ring.Membership(task.partitionId(), secret, task.stageAttemptNumber(), options.timeout());
            try (Ring ring = Ring.join(addresses, membership, door)) {
                Done done = edit(session, ring, addresses.get(ring.rank()), task.stageAttemptNumber());
                return CollectionConverters.asScala(List.of(done).iterator());
            }
        }
    }

    private Done edit(CoreEditingSession session, Ring ring, String address, int attempt) {
        List<Fact> taught = new ArrayList<>();
        facts.value().forEach(row -> taught.add(FactTable.fact(row)));
        AtomicReference<@Nullable RingGradients> used = new AtomicReference<>();
        UnaryOperator<Gradients> shared = own -> {
            RingGradients gradients = new RingGradients(own, ring, options.format());
            used.set(gradients);
            return gradients;
        };
        boolean first = ring.rank() == 0;
        EditRequest request = EditRequest.of(taught).onProgress(listener(first)).cancelledBy(new Cancellation());
        try (SharedState state = SharedState.of(session, taught, options, ring);
                CoreEditingSession small = session.with(editor -> first
                        ? editor
                        : editor.withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE)));
                EditedModel edited = small.editShared(request, shared, state.resumption())) {
            RingGradients gradients = used.get();
            return new Done(
                    ring.rank(),
                    address,
                    attempt,
                    gradients == null ? 0 : gradients.steps(),
                    ring.bytesSent(),
                    gradients == null ? 0 : gradients.computingNanoseconds() / 1e9,
                    ring.nanoseconds() / 1e9,
                    first ? AdapterBytes.of(edited.adapter()) : new byte[0],
                    first ? edited.report().toJson() : "",
                    state.uri());
        }
    }

    private EditListener listener(boolean first) {
        EditListener alive = event -> {
            TaskContext task = TaskContext.get();
            if (task != null && task.isInterrupted()) {
                throw new TaskKilledException("the edit was ended with its task");
            }
        };
        return first ? alive.and(counts.listener()) : alive;
    }
}
