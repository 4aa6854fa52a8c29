package io.github.modeleditor.core;

import io.github.modeleditor.api.ContinuationScore;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.report.EditReport;
import io.github.modeleditor.core.engine.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A model under the weights that an edit trained, and what there is to tell of that edit. */
final class CoreEditedModel implements EditedModel {
    private final EngineHold hold;
    private final CoreLanguageModel model;
    private final CoreAdapter adapter;
    private final EditReport report;

    /** A model that closes the hold when it is closed. */
    CoreEditedModel(EngineHold hold, CoreAdapter adapter, EditReport report) {
        this.hold = hold;
        this.model = new CoreLanguageModel(hold, adapter.weights());
        this.adapter = adapter;
        this.report = report;
    }

    /** The model without its report. */
    CoreLanguageModel model() {
        return model;
    }

    @Override
    public EditReport report() {
        return report;
    }

    @Override
    public CoreAdapter adapter() {
        return adapter;
    }

    @Override
    public Path save(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return save(file, folder == null ? file.toAbsolutePath() : folder);
    }

    @Override
    public Path save(Path file, Path baseGraphFolder) {
        Engine engine = hold.engine();
        // The adapter last: where it lies, the graph that takes it is there too.
        engine.writeBaseGraph(baseGraphFolder);
        return adapter.save(file);
    }

    @Override
    public List<String> generate(List<String> prompts, GenerationConfig config) {
        return model.generate(prompts, config);
    }

    @Override
    public String generate(String prompt, GenerationConfig config, Consumer<String> listener) {
        return model.generate(prompt, config, listener);
    }

    @Override
    public String chat(String question, GenerationConfig config, Consumer<String> listener) {
        return model.chat(question, config, listener);
    }

    @Override
    public ContinuationScore score(String prompt, String continuation) {
        return model.score(prompt, continuation);
    }

    @Override
    public void close() {
        hold.close();
    }
}
