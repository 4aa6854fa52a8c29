package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.core.CoreEditingSession.Beside;
import io.github.modeleditor.core.store.StoreTraining.Watch;
import java.util.List;
import java.util.Optional;

/** Makes the version in which one adapter says what many did. Used once. */
final class Compacting {
    private final Draft draft;
    private final StoreTraining training;
    private final long seed;

    /**
     * Adapters that are about to become one.
     *
     * @param draft the version to be
     * @param training trains the adapter
     * @param seed of that training
     */
    Compacting(Draft draft, StoreTraining training, long seed) {
        this.draft = draft;
        this.training = training;
        this.seed = seed;
    }

    Entry of(List<Fact> facts, int rank, Watch watch) {
        Entry entry = draft.before();
        StoredVersion before = entry.version();
        if (facts.isEmpty()) {
            throw new InvalidFactException("The store has no current fact to compact. Append some first.");
        }
        if (rank < 1) {
            throw new InvalidConfigurationException("The rank to compact to must be at least 1 but is " + rank + ".");
        }
        Beside trained = training.together(Conflicts.latest(facts), rank, seed, watch);
        Layer one = draft.layer(trained, before.edits());
        List<Layer> layers = List.of(new Layer(one.adapter(), one.rank(), one.edits(), entry.layers()));
        return draft.entry(
                new StoredChange.Compacted(before.rank(), before.standing()),
                new Draft.Effect(before.edits(), layers, facts),
                Optional.empty(),
                Optional.of(trained.report()));
    }
}
