package io.github.modeleditor.springai;

import io.github.modeleditor.api.ContinuationScore;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A model that keeps what it wrote first. */
final class WatchedModel implements LanguageModel {
    final CompletableFuture<Generation> written = new CompletableFuture<>();
    private final LanguageModel model;

    WatchedModel(LanguageModel model) {
        this.model = model;
    }

    @Override
    public Generation generate(GenerationRequest request) {
        Generation generation = model.generate(request);
        written.complete(generation);
        return generation;
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
        model.close();
    }
}
