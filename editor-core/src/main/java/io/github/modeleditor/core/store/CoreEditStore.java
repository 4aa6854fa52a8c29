package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.EditLedger;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoreDiff;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.api.store.Verification;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.CoreEditingSession.Beside;
import io.github.modeleditor.core.dataset.FactFileWriter;
import io.github.modeleditor.core.storage.AtomicFiles;
import io.github.modeleditor.core.store.StoreTraining.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
        seed = session.settings().training().seed();
        training = new StoreTraining(session, session.settings());
        models = new StoreModels(folder, session);
        current = new CurrentModel(models.model(history.last().layers()));
    }

    /** What a store counts on. The session is opened when the folder is found good, and is the store's own. */
    record Surroundings(Supplier<CoreEditingSession> session, Clock clock, Disk disk) {}

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
        return create(folder, new Surroundings(session, Clock.systemUTC(), Disk.quiet()));
    }

    static CoreEditStore create(Path folder, Surroundings surroundings) {
        StoreFolder.requireFree(folder);
        return locked(folder, surroundings, (files, session) -> {
            String base = session.fingerprint();
            StoredVersion version = new StoredVersion(
                    0, now(surroundings.clock()), "", "", new StoredChange.Created(), List.of(), 0, new Standing(0, 0));
            Entry entry = new Entry(version, List.of(), Optional.empty(), Optional.empty());
            StoreHistory history = new StoreHistory(folder, base).with(entry);
            LedgerFile ledger = LedgerFile.create(folder, surroundings.disk(), RecordJson.first(base, entry));
            return new CoreEditStore(folder, files, ledger, history, session, surroundings.clock());
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
        return open(folder, new Surroundings(session, Clock.systemUTC(), Disk.quiet()));
    }

    static CoreEditStore open(Path folder, Surroundings surroundings) {
        // What is no store gets no lock file, and nobody waits for a model to hear of damage.
        StoreHistory.of(folder, LedgerFile.read(folder));
        return locked(folder, surroundings, (files, session) -> {
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
            LedgerFile ledger = LedgerFile.open(folder, surroundings.disk(), content);
            return new CoreEditStore(folder, files, ledger, history, session, surroundings.clock());
        });
    }

    /** What opens a store in a folder that is locked. */
    @FunctionalInterface
    private interface Opening {
        CoreEditStore with(StoreFolder files, CoreEditingSession session) throws IOException;
    }

    private static CoreEditStore locked(Path folder, Surroundings surroundings, Opening opening) {
        StoreFolder files = StoreFolder.lock(folder, surroundings.disk());
        @Nullable CoreEditingSession session = null;
        try {
            session = surroundings.session().get();
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
        Instant began = begin();
        List<Fact> facts = request.facts();
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to append. Give at least one.");
        }
        Conflicts.requireConsistent(facts);
        Entry before = history.last();
        List<StoreHistory.Place> currently = history.current(before.version().edits());
        List<FactSet.Link> superseded = superseded(request, currently);
        List<Fact> staying = currently.stream()
                .filter(place -> !superseded.contains(place.link()))
                .map(place -> place.fact().fact())
                .toList();
        long own = seed + history.size();
        Beside trained = training.append(
                facts,
                replayable(facts, staying),
                models.adapter(before.layers()),
                own,
                new Watch(request.listener(), request.cancellation()));

        String edit = history.nextEdit();
        Layer layer = layer(trained, List.of(edit));
        List<Layer> layers = with(before.layers(), layer);
        String factFile = files.keep(StoreFolder.FACTS, file -> FactFileWriter.write(file, facts));
        FactSet set = new FactSet(edit, factFile, facts, superseded, own);
        List<String> edits = new ArrayList<>(before.version().edits());
        edits.add(edit);
        List<Fact> all = new ArrayList<>(staying);
        all.addAll(facts);
        StoredChange change = new StoredChange.Appended(
                edit,
                facts.size(),
                superseded.stream()
                        .map(link -> history.fact(link, StoredFact.State.CURRENT))
                        .toList(),
                layer.rank());
        StoredVersion version = new StoredVersion(
                history.size(),
                began,
                request.author(),
                request.reason(),
                change,
                edits,
                Layer.ranks(layers),
                models.standing(all, models.adapter(layers)));
        return commit(new Entry(version, layers, Optional.of(set), Optional.of(keep(trained.report()))));
    }

    private List<FactSet.Link> superseded(AppendRequest request, List<StoreHistory.Place> currently) {
        Conflicts<StoreHistory.Place> known = new Conflicts<>();
        currently.forEach(place -> known.add(place.fact().fact(), place));
        List<Conflicts.Match<StoreHistory.Place>> matches = request.facts().stream()
                .flatMap(fact -> known.with(fact).stream())
                .toList();
        if (request.conflicts() == ConflictPolicy.REJECT) {
            Conflicts.refuse(
                    "Facts contradict current ones: ",
                    matches.stream().filter(Conflicts.Match::isContradiction).toList(),
                    "Supersede the current ones, or leave these out.");
        }
        return matches.stream()
                .filter(match -> request.conflicts() != ConflictPolicy.KEEP_BOTH || !match.isContradiction())
                .map(match -> match.found().link())
                .distinct()
                .toList();
    }

    /** What can be trained beside new facts: nothing that contradicts them, or something later. */
    private static List<Fact> replayable(List<Fact> facts, List<Fact> staying) {
        Conflicts<String> taught = new Conflicts<>();
        facts.forEach(fact -> taught.add(fact, ""));
        return Conflicts.latest(
                staying.stream().filter(fact -> taught.with(fact).isEmpty()).toList());
    }

    @Override
    public synchronized StoredVersion revert(String author, String reason, String... edits) {
        Instant began = begin();
        Entry before = history.last();
        List<String> live = new ArrayList<>(before.version().edits());
        Set<String> reverted = new HashSet<>(List.of(edits));
        if (reverted.isEmpty() || !live.containsAll(reverted)) {
            throw new StoreException(
                    Kind.UNKNOWN,
                    "The edits in effect are " + live + ", and to be reverted are " + List.of(edits)
                            + ". Name at least one of those in effect, and no other.");
        }
        Map<Boolean, List<StoreHistory.Place>> places = history.current(live).stream()
                .collect(Collectors.partitioningBy(
                        place -> reverted.contains(place.link().edit())));
        List<StoreHistory.Place> staying = places.getOrDefault(false, List.of());
        List<Fact> taken = StoreModels.facts(places.getOrDefault(true, List.of()));
        live.removeAll(reverted);
        Optional<Adapter> old = models.adapter(before.layers());
        List<Layer> layers = before.layers().stream()
                .flatMap(layer -> layer.without(reverted))
                .toList();
        List<StoreHistory.Place> lost = models.lost(staying, old, models.adapter(layers));
        Optional<String> report = Optional.empty();
        if (!lost.isEmpty()) {
            List<Fact> repaired = StoreModels.facts(lost);
            List<Fact> others = StoreModels.facts(
                    staying.stream().filter(place -> !lost.contains(place)).toList());
            Beside trained = training.append(
                    repaired,
                    replayable(repaired, others),
                    models.adapter(layers),
                    seed + history.size(),
                    Watch.none());
            List<String> owners =
                    lost.stream().map(place -> place.link().edit()).distinct().toList();
            layers = with(layers, layer(trained, owners));
            report = Optional.of(keep(trained.report()));
        }
        Optional<Adapter> adapter = models.adapter(layers);
        StoredChange change =
                new StoredChange.Reverted(List.of(edits), taken.size(), models.returned(taken, adapter), lost.size());
        StoredVersion version = new StoredVersion(
                history.size(),
                began,
                author,
                reason,
                change,
                live,
                Layer.ranks(layers),
                models.standing(StoreModels.facts(history.current(live)), adapter));
        return commit(new Entry(version, layers, Optional.empty(), report));
    }

    @Override
    public synchronized StoredVersion compact(int rank, String author, String reason) {
        Instant began = begin();
        Entry before = history.last();
        List<Fact> facts = StoreModels.facts(history.current(before.version().edits()));
        if (facts.isEmpty()) {
            throw new InvalidFactException("The store " + folder + " has no current fact. Append some first.");
        }
        if (rank < 1) {
            throw new InvalidConfigurationException("The rank to compact to must be at least 1 but is " + rank + ".");
        }
        Beside trained = training.together(Conflicts.latest(facts), rank, seed + history.size(), Watch.none());
        Layer one = layer(trained, before.version().edits());
        List<Layer> layers = List.of(new Layer(one.adapter(), one.rank(), one.edits(), before.layers()));
        StoredVersion version = new StoredVersion(
                history.size(),
                began,
                author,
                reason,
                new StoredChange.Compacted(
                        before.version().rank(), before.version().standing()),
                before.version().edits(),
                Layer.ranks(layers),
                models.standing(facts, models.adapter(layers)));
        return commit(new Entry(version, layers, Optional.empty(), Optional.of(keep(trained.report()))));
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

    private Layer layer(Beside trained, List<String> edits) {
        return new Layer(
                files.keep(StoreFolder.ADAPTER, trained.adapter()::save),
                trained.adapter().lora().rank(),
                edits,
                List.of());
    }

    private String keep(EvaluationReport report) {
        return files.keep(
                StoreFolder.REPORT,
                file -> AtomicFiles.write(file, out -> out.write(report.toJson().getBytes(UTF_8))));
    }

    private static List<Layer> with(List<Layer> layers, Layer last) {
        List<Layer> all = new ArrayList<>(layers);
        all.add(last);
        return all;
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
