package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.EditListener;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ChangeRequest;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.PendingEdit;
import io.github.modeleditor.api.store.PendingEdit.Change;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoreDiff;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.api.store.Verification;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.store.Running.Work;
import io.github.modeleditor.core.store.StoreTraining.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store over any session. What changes it waits for its turn; what only reads it, {@link #current()} and its history, does not.
 */
public final class CoreEditStore implements EditStore {
    /** Clocks are set back a little all the time; the versions then have one time. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final Path folder;
    private final StoreFolder files;
    private final LedgerFile ledger;
    private final CoreEditingSession session;
    private final StoreTraining training;
    private final StoreModels models;
    private final long seed;
    private final Clock clock;
    private final CurrentModel current;
    private final Running running;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Never changed, but replaced, so that it may be read while a change is under way. */
    private volatile StoreHistory history;

    private CoreEditStore(
            Path folder,
            StoreFolder files,
            LedgerFile ledger,
            StoreHistory history,
            CoreEditingSession session,
            Clock clock) {
        this.folder = folder;
        this.files = files;
        this.ledger = ledger;
        this.history = history;
        this.session = session;
        this.clock = clock;
        running = new Running(folder);
        seed = session.settings().training().seed();
        training = new StoreTraining(session, session.settings());
        models = new StoreModels(folder, session);
        current = new CurrentModel(models.model(history.last().layers()));
    }

    /** What a store counts on. The session is opened when the folder is found good, and is the store's own. */
    record Environment(Supplier<CoreEditingSession> session, Clock clock, Disk disk) {}

    /**
     * Makes a store.
     *
     * @param folder where
     * @param session opens the base model, once the folder is found good; the store's own
     * @return the open store
     * @throws StoreException if there is something at the folder
     * @throws StorageException if it cannot be written
     */
    public static EditStore create(Path folder, Supplier<CoreEditingSession> session) {
        return create(folder, new Environment(session, Clock.systemUTC(), Disk.quiet()));
    }

    static CoreEditStore create(Path folder, Environment environment) {
        StoreFolder.requireFree(folder);
        return locked(folder, environment, (files, session) -> {
            String base = session.fingerprint();
            StoredVersion version = new StoredVersion(
                    0, now(environment.clock()), "", "", new StoredChange.Created(), List.of(), 0, new Standing(0, 0));
            Entry entry = new Entry(version, List.of(), Optional.empty(), Optional.empty());
            StoreHistory history = new StoreHistory(folder, base).with(entry);
            LedgerFile ledger = LedgerFile.create(folder, environment.disk(), RecordJson.first(base, entry));
            return new CoreEditStore(folder, files, ledger, history, session, environment.clock());
        });
    }

    /**
     * Opens a store.
     *
     * @param folder where it is
     * @param session opens the base model, once the folder is found good; the store's own
     * @return the open store
     * @throws StoreException if there is none, or it cannot be used
     */
    public static EditStore open(Path folder, Supplier<CoreEditingSession> session) {
        return open(folder, new Environment(session, Clock.systemUTC(), Disk.quiet()));
    }

    static CoreEditStore open(Path folder, Environment environment) {
        // What is no store gets no lock file, and nobody waits for a model to hear of damage.
        StoreHistory.of(folder, LedgerFile.read(folder));
        return locked(folder, environment, (files, session) -> {
            LedgerFile.Content content = LedgerFile.read(folder);
            StoreHistory history = StoreHistory.of(folder, content);
            String base = session.fingerprint();
            if (!history.base().equals(base)) {
                throw new StoreException(
                        Kind.OTHER_BASE,
                        "The store " + folder + " is of the base model " + history.base() + ", but the open one is "
                                + base + ". Open it with the model that it was made for.");
            }
            files.clean();
            LedgerFile ledger = LedgerFile.open(folder, environment.disk(), content);
            return new CoreEditStore(folder, files, ledger, history, session, environment.clock());
        });
    }

    /** What opens a store in a folder that is locked. */
    @FunctionalInterface
    private interface Opening {
        CoreEditStore with(StoreFolder files, CoreEditingSession session) throws IOException;
    }

    private static CoreEditStore locked(Path folder, Environment environment, Opening opening) {
        StoreFolder files = StoreFolder.lock(folder, environment.disk());
        @Nullable CoreEditingSession session = null;
        try {
            session = environment.session().get();
            return opening.with(files, session);
        } catch (IOException failure) {
            release(files, session);
            throw StoreFolder.unwritable(folder, failure);
        } catch (RuntimeException | Error failure) {
            release(files, session);
            throw failure;
        }
    }

    private static void release(StoreFolder files, @Nullable CoreEditingSession session) {
        if (session != null) {
            session.close();
        }
        files.close();
    }

    @Override
    public synchronized StoredVersion append(AppendRequest request) {
        Draft draft = draft(request.author(), request.reason());
        Watch watch = watch(request.listener(), Work.of(request));
        return commit(new Appending(draft, training, nextSeed(), watch).of(request));
    }

    @Override
    public synchronized StoredVersion revert(ChangeRequest request, Collection<String> edits) {
        Draft draft = draft(request.author(), request.reason());
        List<String> names = List.copyOf(edits);
        List<Fact> taken = StoreModels.facts(history.current().stream()
                .filter(place -> names.contains(place.link().edit()))
                .toList());
        Watch watch = watch(request.listener(), Work.of(request, Change.REVERT, taken, names));
        return commit(new Reverting(draft, training, nextSeed(), watch).of(names));
    }

    @Override
    public synchronized StoredVersion compact(ChangeRequest request, int rank) {
        Draft draft = draft(request.author(), request.reason());
        List<Fact> facts = StoreModels.facts(history.current());
        Watch watch = watch(request.listener(), Work.of(request, Change.COMPACTION, facts, List.of(rank)));
        return commit(new Compacting(draft, training, nextSeed()).of(facts, rank, watch));
    }

    private Watch watch(EditListener listener, Work work) {
        return new Watch(listener, work.cancellation(), running.of(work, history, session.settings()));
    }

    private Draft draft(String author, String reason) {
        return new Draft(files, history, models, begin(), author, reason);
    }

    /** Of each training its own. */
    private long nextSeed() {
        return seed + history.size();
    }

    /** The time of the version to come, if one can be made now. */
    private Instant begin() {
        requireOpen();
        Instant now = now(clock);
        Instant last = history.last().version().time();
        if (now.isBefore(last.minus(SLACK))) {
            throw new StoreException(
                    Kind.CLOCK,
                    "The clock says " + now + ", but the last version of " + folder + " is of " + last
                            + ". Set the clock right.");
        }
        return now.isBefore(last) ? last : now;
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private StoredVersion commit(Entry entry) {
        LanguageModel next = models.model(entry.layers());
        try {
            ledger.append(RecordJson.of(entry));
        } catch (RuntimeException failure) {
            next.close();
            throw failure;
        }
        history = history.with(entry);
        current.swap(next);
        running.end();
        return entry.version();
    }

    @Override
    public LanguageModel current() {
        requireOpen();
        return current;
    }

    @Override
    public LanguageModel checkout(int version) {
        requireOpen();
        return models.model(history.entry(version).layers());
    }

    @Override
    public Optional<Adapter> adapter(int version) {
        requireOpen();
        return models.adapter(history.entry(version).layers());
    }

    private EditLedger snapshot() {
        return new CoreEditLedger(folder, history);
    }

    @Override
    public String baseFingerprint() {
        return snapshot().baseFingerprint();
    }

    @Override
    public List<StoredVersion> history() {
        return snapshot().history();
    }

    @Override
    public List<StoredFact> facts(int version) {
        return snapshot().facts(version);
    }

    @Override
    public StoreDiff diff(int from, int to) {
        return snapshot().diff(from, to);
    }

    @Override
    public Optional<EvaluationReport> report(int version) {
        return snapshot().report(version);
    }

    @Override
    public Optional<PendingEdit> pending() {
        return snapshot().pending();
    }

    @Override
    public String toHtml() {
        return snapshot().toHtml();
    }

    @Override
    public Verification verify() {
        return snapshot().verify();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new ModelClosedException("The store " + folder + " is closed. Open it again.");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed.getAndSet(true)) {
            current.end();
            session.close();
            files.close();
        }
    }
}
