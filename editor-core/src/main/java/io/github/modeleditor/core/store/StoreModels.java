package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.core.Earlier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The models of layers, and what they say. Thread-safe. */
final class StoreModels {
    private final Path folder;
    private final CoreEditingSession session;
    /** What was asked for last: the version that comes next is it, or it and one layer more, and the current model shares it. */
    private volatile Combined last = new Combined(List.of(), Optional.empty());

    StoreModels(Path folder, CoreEditingSession session) {
        this.folder = folder;
        this.session = session;
    }

    /** The layers as one adapter; empty where there is none. */
    Optional<Adapter> adapter(List<Layer> layers) {
        Combined known = last;
        int common = known.isBelow(layers) ? known.layers().size() : 0;
        List<Adapter> parts = new ArrayList<>();
        if (common > 0) {
            known.adapter().ifPresent(parts::add);
        }
        layers.stream()
                .skip(common)
                .map(layer -> session.read(StoreFolder.whole(folder, layer.adapter())))
                .forEach(parts::add);
        Combined combined = new Combined(layers, parts.isEmpty() ? Optional.empty() : Optional.of(together(parts)));
        last = combined;
        return combined.adapter();
    }

    /** Side by side, by halves: one after the other the first of many would be copied as often as there are others. */
    private static Adapter together(List<Adapter> parts) {
        int half = parts.size() / 2;
        return half == 0
                ? parts.get(0)
                : together(parts.subList(0, half)).combinedWith(together(parts.subList(half, parts.size())));
    }

    /** Some layers, and the adapter that they are together; empty where there is none. */
    private record Combined(List<Layer> layers, Optional<Adapter> adapter) {
        Combined {
            layers = List.copyOf(layers);
        }

        boolean isBelow(List<Layer> others) {
            return layers.size() <= others.size() && layers.equals(others.subList(0, layers.size()));
        }
    }

    /** The model under the layers, to be closed by the caller; the unedited one where there is none. */
    LanguageModel model(List<Layer> layers) {
        return adapter(layers).<LanguageModel>map(session::apply).orElseGet(session::base);
    }

    /** The facts that a model says. */
    List<Fact> said(List<Fact> facts, Optional<Adapter> adapter) {
        return those(true, facts, adapter);
    }

    /** The facts that a model does not say, though perhaps another did. */
    List<Fact> lost(List<Fact> facts, Optional<Adapter> adapter) {
        return those(false, facts, adapter);
    }

    private List<Fact> those(boolean wanted, List<Fact> facts, Optional<Adapter> adapter) {
        List<Boolean> said = session.said(facts, adapter.orElse(null));
        return IntStream.range(0, facts.size())
                .filter(i -> said.get(i) == wanted)
                .mapToObj(facts::get)
                .toList();
    }

    /** The facts that a model says and the unedited one does not. */
    List<Fact> stillSaid(List<Fact> facts, Optional<Adapter> adapter) {
        return adapter.isEmpty() ? List.of() : lost(said(facts, adapter), Optional.empty());
    }

    static List<Fact> facts(List<StoreHistory.Place> places) {
        return places.stream().map(place -> place.fact().fact()).toList();
    }

    /** The facts whose prompts a model does not begin to answer as the unedited one does. */
    List<Fact> away(List<Fact> facts, Optional<Adapter> adapter) {
        if (adapter.isEmpty() || facts.isEmpty()) {
            return List.of();
        }
        List<String> unedited = session.answers(facts, Earlier.ANSWER_TOKENS, null);
        List<String> edited = session.answers(facts, Earlier.ANSWER_TOKENS, adapter.get());
        return IntStream.range(0, facts.size())
                .filter(i -> !unedited.get(i).equals(edited.get(i)))
                .mapToObj(facts::get)
                .toList();
    }
}
