package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.core.CoreEditingSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models of layers, and what they say. Thread-safe. */
final class StoreModels {
    private static final int ANSWER_TOKENS = 5;

    private final Path folder;
    private final CoreEditingSession session;

    StoreModels(Path folder, CoreEditingSession session) {
        this.folder = folder;
        this.session = session;
    }

    /** The layers as one adapter; empty where there is none. */
    Optional<Adapter> adapter(List<Layer> layers) {
        return layers.stream()
                .map(layer -> session.read(StoreFolder.whole(folder, layer.adapter())))
                .reduce(Adapter::combinedWith);
    }

    /** The model under the layers, to be closed by the caller; the unedited one where there is none. */
    LanguageModel model(List<Layer> layers) {
        return adapter(layers).<LanguageModel>map(session::apply).orElseGet(session::base);
    }

    /** How a model stands with facts. */
    Standing standing(List<Fact> facts, Optional<Adapter> adapter) {
        List<Boolean> said = session.said(facts, adapter.orElse(null));
        return new Standing(
                facts.size(), (int) said.stream().filter(Boolean::booleanValue).count());
    }

    /** The facts that were said before, and are not since something went. */
    List<StoreHistory.Place> lost(List<StoreHistory.Place> staying, Optional<Adapter> old, Optional<Adapter> left) {
        List<Boolean> before = session.said(facts(staying), old.orElse(null));
        List<Boolean> after = session.said(facts(staying), left.orElse(null));
        List<StoreHistory.Place> lost = new ArrayList<>();
        for (int i = 0; i < staying.size(); i++) {
            if (before.get(i) && !after.get(i)) {
                lost.add(staying.get(i));
            }
        }
        return lost;
    }

    static List<Fact> facts(List<StoreHistory.Place> places) {
        return places.stream().map(place -> place.fact().fact()).toList();
    }

    /** For how many facts a model begins to answer as the unedited one does. */
    int returned(List<Fact> facts, Optional<Adapter> adapter) {
        if (adapter.isEmpty()) {
            return facts.size();
        }
        int returned = 0;
        try (LanguageModel base = session.base();
                LanguageModel edited = session.apply(adapter.get())) {
            for (Fact fact : facts) {
                if (base.complete(fact.prompt(), ANSWER_TOKENS).equals(edited.complete(fact.prompt(), ANSWER_TOKENS))) {
                    returned++;
                }
            }
        }
        return returned;
    }
}
