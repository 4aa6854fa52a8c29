package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredFact.State;
import io.github.modeleditor.core.CoreEditingSession.Beside;
import io.github.modeleditor.core.store.StoreTraining.Beginning;
import io.github.modeleditor.core.store.StoreTraining.Task;
import io.github.modeleditor.core.store.StoreTraining.Watch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the version in which some sets are taken back. Their adapters are left away; where others no longer hold then, or something of
 * what was taken back is not answered as by the unedited model, an adapter is trained that mends it. Used once.
 */
final class Reverting {
    /** Each goes on where the one before ended, in smaller steps than the first. */
    private static final int TRIES = 4;

    private static final int HELD_BESIDE = 64;

    private final Draft draft;
    private final StoreTraining training;
    private final long seed;
    private final Watch watch;

    /**
     * Sets that are about to be taken back.
     *
     * @param draft the version to be
     * @param training trains what mends
     * @param seed of that training
     * @param watch who hears of it
     */
    Reverting(Draft draft, StoreTraining training, long seed, Watch watch) {
        this.draft = draft;
        this.training = training;
        this.seed = seed;
        this.watch = watch;
    }

    Entry of(List<String> edits) {
        Entry before = draft.before();
        List<String> live = new ArrayList<>(before.version().edits());
        Set<String> reverted = new HashSet<>(edits);
        if (reverted.isEmpty() || !live.containsAll(reverted)) {
            throw new StoreException(
                    Kind.UNKNOWN,
                    "The edits in effect are " + live + ", and to be reverted are " + edits
                            + ". Name at least one of those in effect, and no other.");
        }
        List<Fact> taken = new ArrayList<>();
        List<StoreHistory.Place> stay = new ArrayList<>();
        for (StoreHistory.Place place : draft.history().current(live)) {
            if (reverted.contains(place.link().edit())) {
                taken.add(place.fact().fact());
            } else {
                stay.add(place);
            }
        }
        live.removeAll(reverted);
        List<Layer> layers = before.layers().stream()
                .flatMap(layer -> layer.without(reverted))
                .toList();
        List<Fact> current = StoreModels.facts(draft.history().current(live));
        List<Fact> gone = Conflicts.withoutMatches(
                draft.history().places(live).stream()
                        .filter(place -> place.fact().state() == State.REVERTED)
                        .map(place -> place.fact().fact())
                        .distinct()
                        .toList(),
                current);
        return entry(new Taken(edits, taken, gone), stay, new Draft.Effect(live, layers, current));
    }

    /**
     * What is taken back.
     *
     * @param edits the sets
     * @param facts what of them was current
     * @param gone everything that was ever taken back, and that nothing current is about
     */
    private record Taken(List<String> edits, List<Fact> facts, List<Fact> gone) {}

    private Entry entry(Taken taken, List<StoreHistory.Place> stay, Draft.Effect left) {
        StoreModels models = draft.models();
        Optional<Adapter> frozen = draft.adapter(left.layers());
        List<Fact> said = models.said(
                StoreModels.facts(stay), draft.adapter(draft.before().layers()));
        List<Fact> lost = models.lost(said, frozen);
        List<Fact> away = models.away(taken.gone(), frozen);
        if (frozen.isEmpty() || (lost.isEmpty() && away.isEmpty())) {
            return entry(taken, left, new Mended(0, 0), Optional.empty());
        }
        Beside mended = mend(chosen(away, taken.gone()), left.facts(), frozen.get());
        // Beside which ranks something comes back depends on all of them, so the adapter goes with any of them.
        List<String> owners = away.isEmpty()
                ? stay.stream()
                        .filter(place -> lost.contains(place.fact().fact()))
                        .map(place -> place.link().edit())
                        .distinct()
                        .toList()
                : left.edits();
        return entry(
                taken,
                new Draft.Effect(left.edits(), Draft.with(left.layers(), draft.layer(mended, owners)), left.facts()),
                new Mended(lost.size(), away.size()),
                Optional.of(mended));
    }

    /** How many facts something was trained for: those that no longer held, and those that were not answered as by the unedited model. */
    private record Mended(int lost, int away) {}

    private Entry entry(Taken taken, Draft.Effect effect, Mended mended, Optional<Beside> trained) {
        StoreModels models = draft.models();
        Optional<Adapter> adapter = draft.adapter(effect.layers());
        int away = models.away(taken.facts(), adapter).size();
        StoredChange change = new StoredChange.Reverted(
                taken.edits(),
                taken.facts().size(),
                OptionalInt.of(models.stillSaid(taken.facts(), adapter).size()),
                taken.facts().size() - away,
                mended.lost(),
                mended.away());
        return draft.entry(change, effect, Optional.empty(), trained.map(Beside::report));
    }

    /** All that does not come back by itself, and of the rest, which has to stay away, what was taken back last. */
    private static List<Fact> chosen(List<Fact> away, List<Fact> gone) {
        List<Fact> rest = new ArrayList<>(gone);
        rest.removeAll(Set.copyOf(away));
        return Stream.concat(away.stream(), rest.subList(Math.max(0, rest.size() - HELD_BESIDE), rest.size()).stream())
                .toList();
    }

    /** Trains until nothing is amiss, a few times; the best of all tries counts. */
    private Beside mend(List<Fact> gone, List<Fact> current, Adapter frozen) {
        StoreModels models = draft.models();
        List<Fact> said = models.said(current, draft.adapter(draft.before().layers()));
        List<Fact> lost = models.lost(said, Optional.of(frozen));
        Optional<Beside> best = Optional.empty();
        int fewest = Integer.MAX_VALUE;
        Beginning whole = new Beginning(seed);
        Beginning beginning = whole;
        for (int attempt = 0; attempt < TRIES && fewest > 0; attempt++) {
            Task task = new Task(lost, Appending.replayable(lost, current), gone);
            Beside trained = training.beside(task, Optional.of(frozen), beginning, watch);
            Optional<Adapter> both = Optional.of(frozen.combinedWith(trained.adapter()));
            lost = models.lost(said, both);
            int missing = models.away(gone, both).size() + lost.size();
            if (missing < fewest) {
                best = Optional.of(trained);
                fewest = missing;
            }
            beginning = whole.gentlyFrom(trained);
        }
        return best.orElseThrow();
    }
}
