package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.modeleditor.api.Adapter;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.report.EvaluationReport;
import io.github.modeleditor.api.store.Standing;
import io.github.modeleditor.api.store.StoredChange;
import io.github.modeleditor.api.store.StoredVersion;
import io.github.modeleditor.core.CoreEditingSession.Beside;
import io.github.modeleditor.core.storage.AtomicFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A version that is being made: its files are kept as they come, its line is written by whoever commits it. Used by one thread. */
final class Draft {
    private final StoreFolder files;
    private final StoreHistory history;
    private final StoreModels models;
    private final Instant began;
    private final String author;
    private final String reason;
    /** What was read for this version; adapters are large, and several measurements ask for the same ones. */
    private final Map<List<Layer>, Optional<Adapter>> adapters = new HashMap<>();

    /**
     * A version of which nothing is there.
     *
     * @param files where its files are kept
     * @param history all versions before
     * @param models measures how it stands
     * @param began its time
     * @param author who makes it
     * @param reason why
     */
    Draft(StoreFolder files, StoreHistory history, StoreModels models, Instant began, String author, String reason) {
        this.files = files;
        this.history = history;
        this.models = models;
        this.began = began;
        this.author = author;
        this.reason = reason;
    }

    StoreFolder files() {
        return files;
    }

    StoreHistory history() {
        return history;
    }

    StoreModels models() {
        return models;
    }

    /** The layers as one adapter; empty where there is none. */
    Optional<Adapter> adapter(List<Layer> layers) {
        return adapters.computeIfAbsent(layers, models::adapter);
    }

    /** The version that it is made of. */
    Entry before() {
        return history.last();
    }

    /** An adapter beside the others, kept. */
    Layer layer(Beside trained, List<String> edits) {
        return new Layer(
                files.keep(StoreFolder.ADAPTER, trained.adapter()::save),
                trained.adapter().lora().rank(),
                edits,
                List.of());
    }

    /** The adapters there are and one more. */
    static List<Layer> with(List<Layer> layers, Layer last) {
        List<Layer> all = new ArrayList<>(layers);
        all.add(last);
        return all;
    }

    /**
     * What the model of the version is.
     *
     * @param edits the sets in effect
     * @param layers the adapters
     * @param facts what is current
     */
    record Effect(List<String> edits, List<Layer> layers, List<Fact> facts) {}

    /** The line of the version; its report is kept. */
    Entry entry(
            StoredChange change, Effect effect, Optional<FactSet> set, Optional<? extends EvaluationReport> report) {
        StoredVersion version = new StoredVersion(
                history.size(),
                began,
                author,
                reason,
                change,
                effect.edits(),
                Layer.ranks(effect.layers()),
                standing(effect, report));
        return new Entry(version, effect.layers(), set, report.map(this::keep));
    }

    /** Of adapters that nothing came to and nothing went from, the rest is as it was. */
    private Standing standing(Effect effect, Optional<? extends EvaluationReport> report) {
        int said = models.said(effect.facts(), adapter(effect.layers())).size();
        Optional<Standing.Rest> rest = effect.layers().equals(before().layers())
                ? before().version().standing().rest()
                : report.flatMap(EvaluationReport::harm).map(Standing.Rest::of);
        return new Standing(effect.facts().size(), said, rest);
    }

    private String keep(EvaluationReport report) {
        return files.keep(
                StoreFolder.REPORT,
                file -> AtomicFiles.write(file, out -> out.write(report.toJson().getBytes(UTF_8))));
    }
}
