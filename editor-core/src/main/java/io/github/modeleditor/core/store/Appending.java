package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.core.CoreEditingSession.Beside;
import io.github.modeleditor.core.dataset.FactFileWriter;
import io.github.modeleditor.core.store.StoreTraining.Repair;
import io.github.modeleditor.core.store.StoreTraining.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the version in which a set of facts has come to what was there. Used once. */
final class Appending {
    private final Draft draft;
    private final StoreTraining training;
    private final long seed;

    /**
     * A set that is about to be appended.
     *
     * @param draft the version to be
     * @param training trains its adapter
     * @param seed of that training
     */
    Appending(Draft draft, StoreTraining training, long seed) {
        this.draft = draft;
        this.training = training;
        this.seed = seed;
    }

    Entry of(AppendRequest request) {
        List<Fact> facts = request.facts();
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to append. Give at least one.");
        }
        Conflicts.requireConsistent(facts);
        Entry before = draft.before();
        List<StoreHistory.Place> currently =
                draft.history().current(before.version().edits());
        List<FactSet.Link> superseded = superseded(request, currently);
        List<Fact> staying = currently.stream()
                .filter(place -> !superseded.contains(place.link()))
                .map(place -> place.fact().fact())
                .toList();
        Beside trained = trained(request, replayable(facts, staying));

        String edit = draft.history().nextEdit();
        Layer layer = draft.layer(trained, List.of(edit));
        String factFile = draft.files().keep(StoreFolder.FACTS, file -> FactFileWriter.write(file, facts));
        FactSet set = new FactSet(edit, factFile, facts, superseded, seed);
        List<String> edits = new ArrayList<>(before.version().edits());
        edits.add(edit);
        List<Fact> all = new ArrayList<>(staying);
        all.addAll(facts);
        StoredChange change = new StoredChange.Appended(
                edit,
                facts.size(),
                superseded.stream()
                        .map(link -> draft.history().fact(link, StoredFact.State.CURRENT))
                        .toList(),
                layer.rank());
        return draft.entry(
                change,
                new Draft.Effect(edits, Draft.with(before.layers(), layer), all),
                Optional.of(set),
                Optional.of(trained.report()));
    }

    /** Holding is softer than teaching, so that a fact may give way; what did is taught again. */
    private Beside trained(AppendRequest request, List<Fact> earlier) {
        StoreModels models = draft.models();
        Watch watch = new Watch(request.listener(), request.cancellation());
        Optional<Adapter> frozen = models.adapter(draft.before().layers());
        Beside trained = training.append(request.facts(), earlier, frozen, seed, watch);
        if (frozen.isEmpty()) {
            return trained;
        }
        List<Fact> lost =
                models.lost(earlier, frozen, Optional.of(frozen.get().combinedWith(trained.adapter())));
        if (lost.isEmpty()) {
            return trained;
        }
        List<Fact> taught = new ArrayList<>(request.facts());
        taught.addAll(lost);
        Repair repair = new Repair(taught, replayable(taught, earlier), List.of());
        return training.repair(repair, frozen.get(), Optional.of(trained.adapter()), seed, watch);
    }

    private static List<FactSet.Link> superseded(AppendRequest request, List<StoreHistory.Place> currently) {
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

    /** What can be held beside new facts: nothing that contradicts them, or something later. */
    static List<Fact> replayable(List<Fact> facts, List<Fact> staying) {
        return Conflicts.latest(Conflicts.withoutMatches(staying, facts));
    }
}
