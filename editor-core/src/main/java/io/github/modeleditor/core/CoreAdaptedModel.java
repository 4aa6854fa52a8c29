package io.github.modeleditor.core;

import io.github.modeleditor.api.AdaptedModel;
import io.github.modeleditor.core.engine.Engine;
import java.nio.file.Path;
import java.util.Objects;

/** The base model under the weights of an adapter. */
sealed class CoreAdaptedModel extends CoreLanguageModel implements AdaptedModel permits CoreEditedModel {
    private final CoreAdapter adapter;

    /** A model that closes the hold when it is closed. */
    CoreAdaptedModel(EngineHold hold, CoreAdapter adapter) {
        super(hold, adapter.weights());
        this.adapter = adapter;
    }

    @Override
    public final CoreAdapter adapter() {
        return adapter;
    }

    @Override
    public final Path save(Path file) {
        Objects.requireNonNull(file, "file");
        Path folder = file.toAbsolutePath().getParent();
        return save(file, folder == null ? file.toAbsolutePath() : folder);
    }

    @Override
    public final Path save(Path file, Path baseGraphFolder) {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(baseGraphFolder, "baseGraphFolder");
        Engine engine = engine();
        // The adapter last: where it lies, the graph that takes it is there too.
        engine.writeBaseGraph(baseGraphFolder);
        return adapter.save(file);
    }
}
