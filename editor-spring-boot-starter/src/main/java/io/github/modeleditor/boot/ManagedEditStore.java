package io.github.modeleditor.boot;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.error.EditCancelledException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ChangeRequest;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.PendingEdit;
import io.github.modeleditor.api.store.StoreDiff;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.api.store.Verification;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * A store in an application: every {@link EditListener} bean hears of its trainings, and changes that are under way when the application
 * ends are ended before its web server is. Thread-safe.
 */
final class ManagedEditStore implements EditStore, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(io.github.modeleditor.api.ModelEditor.LOGGER);

    private final EditStore store;
    private final Duration grace;
    private final ObjectProvider<EditListener> listeners;
    private final ObjectProvider<StoreChange.Listener> changes;
    private final ChangesUnderWay underWay = new ChangesUnderWay();
    private volatile boolean running;

    /**
     * Manages a store.
     *
     * @param store which; closed with this
     * @param grace how long a change may go on after the application began to end
     * @param listeners who hear of trainings; asked for when one begins, as they may need the store themselves
     * @param changes who hear of changes that have ended
     */
    ManagedEditStore(
            EditStore store,
            Duration grace,
            ObjectProvider<EditListener> listeners,
            ObjectProvider<StoreChange.Listener> changes) {
        this.store = store;
        this.grace = grace;
        this.listeners = listeners;
        this.changes = changes;
    }

    @Override
    public StoredVersion append(AppendRequest request) {
        EditListener all = all(request.listener());
        return change(StoreChange.Kind.APPEND, request.cancellation(), () -> store.append(request.onProgress(all)));
    }

    @Override
    public StoredVersion revert(ChangeRequest request, Collection<String> edits) {
        EditListener all = all(request.listener());
        return change(
                StoreChange.Kind.REVERT, request.cancellation(), () -> store.revert(request.onProgress(all), edits));
    }

    @Override
    public StoredVersion compact(ChangeRequest request, int rank) {
        EditListener all = all(request.listener());
        return change(
                StoreChange.Kind.COMPACT, request.cancellation(), () -> store.compact(request.onProgress(all), rank));
    }

    private EditListener all(EditListener own) {
        return listeners
                .orderedStream()
                .reduce(EditListener::and)
                .orElseGet(EditListener::silent)
                .and(own);
    }

    private StoredVersion change(StoreChange.Kind kind, Cancellation cancellation, Supplier<StoredVersion> change) {
        if (!underWay.begin(cancellation)) {
            throw new ModelClosedException(
                    "The application ends, so its store is no longer changed. Ask again when it is back.");
        }
        long begin = System.nanoTime();
        StoreChange.State state = StoreChange.State.FAILED;
        try {
            StoredVersion version = change.get();
            state = StoreChange.State.DONE;
            return version;
        } catch (EditCancelledException e) {
            state = StoreChange.State.CANCELLED;
            throw e;
        } finally {
            underWay.end(cancellation);
            StoreChange ended = new StoreChange(kind, state, Duration.ofNanos(System.nanoTime() - begin));
            changes.orderedStream().forEach(listener -> listener.changed(ended));
        }
    }

    /** How many changes train or wait for their turn. */
    int underWay() {
        return underWay.count();
    }

    @Override
    public void start() {
        underWay.open();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        int left = underWay.endAll(grace);
        if (left > 0) {
            LOG.info(
                    "The application ends: {} changes of the store are cancelled. The store is as it was before them.",
                    left);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The first to stop, so that calls which wait for a change are answered while there is a web server to do so. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    @Override
    public LanguageModel current() {
        return store.current();
    }

    @Override
    public LanguageModel checkout(int version) {
        return store.checkout(version);
    }

    @Override
    public Optional<Adapter> adapter(int version) {
        return store.adapter(version);
    }

    @Override
    public String baseFingerprint() {
        return store.baseFingerprint();
    }

    @Override
    public List<StoredVersion> history() {
        return store.history();
    }

    @Override
    public List<StoredFact> facts(int version) {
        return store.facts(version);
    }

    @Override
    public StoreDiff diff(int from, int to) {
        return store.diff(from, to);
    }

    @Override
    public Optional<EvaluationReport> report(int version) {
        return store.report(version);
    }

    @Override
    public Optional<PendingEdit> pending() {
        return store.pending();
    }

    @Override
    public String toHtml() {
        return store.toHtml();
    }

    @Override
    public Verification verify() {
        return store.verify();
    }

    /** Cancels what is under way, waits until it has ended, and closes the store. */
    @Override
    public void close() {
        stop();
        store.close();
    }
}
