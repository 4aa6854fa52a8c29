package io.github.modeleditor.core.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.data.FactFormat;
import io.github.modeleditor.api.data.FactRecord;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import io.github.modeleditor.api.store.StoreDiff;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredFact.State;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.core.dataset.FactFileReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All versions of a store. Immutable. */
final class StoreHistory {
    private final Path folder;
    private final String base;
    private final List<Entry> entries;
    private final Map<String, FactSet> sets;

    private StoreHistory(Path folder, String base, List<Entry> entries, Map<String, FactSet> sets) {
        this.folder = folder;
        this.base = base;
        this.entries = entries;
        this.sets = sets;
    }

    /** One of a new store. */
    StoreHistory(Path folder, String base) {
        this(folder, base, List.of(), Map.of());
    }

    /** What the lines of a ledger say, and the files of facts that they name. */
    static StoreHistory of(Path folder, LedgerFile.Content content) {
        String place = "The file " + folder.resolve(LedgerFile.LEDGER);
        List<JsonNode> lines = RecordJson.parse(place, content.texts());
        StoreHistory history =
                new StoreHistory(folder, lines.get(0).path("base").asText());
        for (JsonNode line : lines) {
            history = history.with(RecordJson.entry(place, line, history));
        }
        return history;
    }

    /** The same with one more. */
    StoreHistory with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        Map<String, FactSet> moreSets = new HashMap<>(sets);
        entry.set().ifPresent(set -> moreSets.put(set.edit(), set));
        return new StoreHistory(folder, base, more, moreSets);
    }

    String base() {
        return base;
    }

    int size() {
        return entries.size();
    }

    List<StoredVersion> versions() {
        return entries.stream().map(Entry::version).toList();
    }

    List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    Entry last() {
        return entries.get(entries.size() - 1);
    }

    Entry entry(int version) {
        if (version < 0 || version >= entries.size()) {
            throw new StoreException(
                    Kind.UNKNOWN,
                    "The store " + folder + " has no version " + version + ". There are 0 to " + (entries.size() - 1)
                            + ".");
        }
        return entries.get(version);
    }

    /** The name of the next set. */
    String nextEdit() {
        return "e" + (sets.size() + 1);
    }

    List<Fact> readFacts(String name) {
        return FactFileReader.read(StoreFolder.whole(folder, name), FactFormat.JSONL).stream()
                .map(FactRecord::fact)
                .toList();
    }

    StoredFact fact(FactSet.Link link, State state) {
        FactSet set = sets.get(link.edit());
        if (set == null || link.index() < 0 || link.index() >= set.facts().size()) {
            throw new IllegalArgumentException("there is no fact " + link.index() + " in " + link.edit());
        }
        return new StoredFact(set.facts().get(link.index()), link.edit(), state);
    }

    /** A fact and where it stands. */
    record Place(FactSet.Link link, StoredFact fact) {}

    /** All facts up to a version. */
    List<Place> places(int version) {
        return places(version, entry(version).version().edits());
    }

    /** All facts there are, if these sets are in effect. */
    List<Place> places(List<String> live) {
        return places(size() - 1, live);
    }

    /** All facts up to a version, if these sets are in effect. */
    private List<Place> places(int version, List<String> live) {
        Set<FactSet.Link> superseded = new HashSet<>();
        live.forEach(edit -> superseded.addAll(set(edit).superseded()));
        List<Place> places = new ArrayList<>();
        for (Entry entry : entries.subList(0, version + 1)) {
            entry.set().ifPresent(set -> {
                for (int i = 0; i < set.facts().size(); i++) {
                    FactSet.Link link = new FactSet.Link(set.edit(), i);
                    places.add(new Place(link, fact(link, state(set, i, live, superseded))));
                }
            });
        }
        return places;
    }

    private static State state(FactSet set, int index, List<String> live, Set<FactSet.Link> superseded) {
        if (set.isRejected(index)) {
            return State.REJECTED;
        }
        if (!live.contains(set.edit())) {
            return State.REVERTED;
        }
        return superseded.contains(new FactSet.Link(set.edit(), index)) ? State.SUPERSEDED : State.CURRENT;
    }

    List<StoredFact> facts(int version) {
        return places(version).stream().map(Place::fact).toList();
    }

    /** The facts that are current now. */
    List<Place> current() {
        return current(last().version().edits());
    }

    /** The facts that are current if these sets are in effect. */
    List<Place> current(List<String> live) {
        return places(live).stream()
                .filter(place -> place.fact().state() == State.CURRENT)
                .toList();
    }

    private FactSet set(String edit) {
        FactSet set = sets.get(edit);
        if (set == null) {
            throw new StoreException(Kind.UNKNOWN, "The store " + folder + " has no edit " + edit + ".");
        }
        return set;
    }

    StoreDiff diff(int from, int to) {
        Map<FactSet.Link, StoredFact> first = byLink(from);
        Map<FactSet.Link, StoredFact> second = byLink(to);
        List<StoredFact> added = new ArrayList<>();
        List<StoredFact> removed = new ArrayList<>();
        for (Place place : places(Math.max(from, to))) {
            boolean before = isCurrent(first, place.link());
            boolean after = isCurrent(second, place.link());
            if (after && !before) {
                added.add(place.fact());
            } else if (before && !after) {
                removed.add(second.getOrDefault(
                        place.link(),
                        new StoredFact(place.fact().fact(), place.link().edit(), State.REVERTED)));
            }
        }
        return new StoreDiff(
                added.stream()
                        .map(fact -> new StoredFact(fact.fact(), fact.edit(), State.CURRENT))
                        .toList(),
                removed);
    }

    private Map<FactSet.Link, StoredFact> byLink(int version) {
        Map<FactSet.Link, StoredFact> facts = new HashMap<>();
        places(version).forEach(place -> facts.put(place.link(), place.fact()));
        return facts;
    }

    private static boolean isCurrent(Map<FactSet.Link, StoredFact> facts, FactSet.Link link) {
        StoredFact fact = facts.get(link);
        return fact != null && fact.state() == State.CURRENT;
    }
}
