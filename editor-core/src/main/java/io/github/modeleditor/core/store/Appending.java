package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.report.Verdict;
import io.github.modeleditor.api.store.AppendRequest;
import io.github.modeleditor.api.store.ConflictPolicy;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.core.CoreEditingSession.Beside;
import io.github.modeleditor.core.acceptance.Gate;
import io.github.modeleditor.core.dataset.FactFileWriter;
import io.github.modeleditor.core.store.StoreTraining.Beginning;
import io.github.modeleditor.core.store.StoreTraining.Task;
import io.github.modeleditor.core.store.StoreTraining.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the version in which a set of facts has come to what was there. Used once. */
final class Appending {
    /** Of one epoch each. */
    private static final int REPAIRS = 3;

    private final Draft draft;
    private final StoreTraining training;
    private final long seed;
    private final Watch watch;

    /**
     * A set that is about to be appended.
     *
     * @param draft the version to be
     * @param training trains its adapter
     * @param seed of that training
     * @param watch who hears of it, and where its state is kept
     */
    Appending(Draft draft, StoreTraining training, long seed, Watch watch) {
        this.watch = watch;
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
        List<StoreHistory.Place> currently = draft.history().current();
        Company all = company(request.conflicts(), facts, currently);
        Gate.Passed<Beside> passed = new Gate<>(
                        request.acceptance(),
                        (left, start, strength) -> trained(
                                left,
                                company(request.conflicts(), left, currently).staying(),
                                new Beginning(start, strength, seed)),
                        Beside::adapter,
                        Beside::report)
                .through(facts);
        List<Verdict> verdicts = passed.verdicts();
        List<Fact> accepted = verdicts.isEmpty()
                ? facts
                : verdicts.stream().filter(Verdict::accepted).map(Verdict::fact).toList();
        Company company = accepted.size() == facts.size() ? all : company(request.conflicts(), accepted, currently);
        return entry(new Outcome(facts, accepted, company, passed));
    }

    /**
     * What facts come to.
     *
     * @param superseded what gives way to them
     * @param staying what does not
     */
    private record Company(List<FactSet.Link> superseded, List<Fact> staying) {}

    private static Company company(ConflictPolicy policy, List<Fact> facts, List<StoreHistory.Place> currently) {
        List<FactSet.Link> superseded = superseded(policy, facts, currently);
        return new Company(
                superseded,
                currently.stream()
                        .filter(place -> !superseded.contains(place.link()))
                        .map(place -> place.fact().fact())
                        .toList());
    }

    /** What became of a set. */
    private record Outcome(List<Fact> facts, List<Fact> accepted, Company company, Gate.Passed<Beside> passed) {}

    private Entry entry(Outcome outcome) {
        StoredVersion before = draft.before().version();
        String edit = draft.history().nextEdit();
        List<String> edits = new ArrayList<>(before.edits());
        List<Layer> layers = draft.before().layers();
        int rank = 0;
        Optional<Beside> trained = outcome.passed().outcome();
        if (trained.isPresent()) {
            Layer layer = draft.layer(trained.get(), List.of(edit));
            layers = Draft.with(layers, layer);
            rank = layer.rank();
            edits.add(edit);
        }
        List<FactSet.Link> superseded = outcome.company().superseded();
        String file = draft.files().keep(StoreFolder.FACTS, place -> FactFileWriter.write(place, outcome.facts()));
        List<Fact> current = new ArrayList<>(outcome.company().staying());
        current.addAll(outcome.accepted());
        StoredChange change = new StoredChange.Appended(
                edit,
                outcome.facts().size(),
                superseded.stream()
                        .map(link -> draft.history().fact(link, StoredFact.State.CURRENT))
                        .toList(),
                rank,
                outcome.passed().verdicts());
        return draft.entry(
                change,
                new Draft.Effect(edits, layers, current),
                Optional.of(new FactSet(
                        edit,
                        file,
                        outcome.facts(),
                        superseded,
                        seed,
                        outcome.passed().verdicts())),
                trained.map(Beside::report));
    }

    /**
     * Holding is softer than teaching, so that a fact may give way; what did is taught again: at once, and what did not come back then,
     * with the next set.
     */
    private Beside trained(List<Fact> facts, List<Fact> staying, Beginning beginning) {
        List<Fact> earlier = replayable(facts, staying);
        Optional<Adapter> frozen = draft.adapter(draft.before().layers());
        if (frozen.isEmpty()) {
            return training.beside(teaching(facts, earlier), frozen, beginning, watch);
        }
        List<Fact> said = draft.models().said(earlier, frozen);
        List<Fact> unsaid = new ArrayList<>(earlier);
        unsaid.removeAll(Set.copyOf(said));
        List<Fact> taught = both(facts, unsaid);
        Beside trained = training.beside(teaching(taught, earlier), frozen, beginning, watch);
        List<Fact> lost = lost(said, frozen.get(), trained);
        for (int repair = 0; repair < REPAIRS && !lost.isEmpty(); repair++) {
            Task task = teaching(both(taught, lost), earlier);
            Beside mended = training.beside(task, frozen, beginning.brieflyFrom(trained), watch);
            List<Fact> still = lost(said, frozen.get(), mended);
            if (still.size() >= lost.size()) {
                break;
            }
            trained = mended;
            lost = still;
        }
        return trained;
    }

    private static Task teaching(List<Fact> taught, List<Fact> earlier) {
        return new Task(taught, replayable(taught, earlier), List.of());
    }

    private static List<Fact> both(List<Fact> some, List<Fact> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private List<Fact> lost(List<Fact> said, Adapter frozen, Beside trained) {
        return draft.models().lost(said, Optional.of(frozen.combinedWith(trained.adapter())));
    }

    private static List<FactSet.Link> superseded(
            ConflictPolicy policy, List<Fact> facts, List<StoreHistory.Place> currently) {
        Conflicts<StoreHistory.Place> known = new Conflicts<>();
        currently.forEach(place -> known.add(place.fact().fact(), place));
        List<Conflicts.Match<StoreHistory.Place>> matches =
                facts.stream().flatMap(fact -> known.with(fact).stream()).toList();
        if (policy == ConflictPolicy.REJECT) {
            Conflicts.refuse(
                    "Facts contradict current ones: ",
                    matches.stream().filter(Conflicts.Match::isContradiction).toList(),
                    "Supersede the current ones, or leave these out.");
        }
        return matches.stream()
                .filter(match -> policy != ConflictPolicy.KEEP_BOTH || !match.isContradiction())
                .map(match -> match.found().link())
                .distinct()
                .toList();
    }

    /** What can be held beside new facts: nothing that contradicts them, or something later. */
    static List<Fact> replayable(List<Fact> facts, List<Fact> staying) {
        return Conflicts.latest(Conflicts.withoutMatches(staying, facts));
    }
}
