package io.github.modeleditor.boot;

import io.github.modeleditor.api.ContinuationScore;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.core.store.CurrentModel;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The model that an application answers with: the current version of its store, whatever that is when it is asked, or one version until
 * another is named. Which it is changes without a restart, and no text is of two versions. Thread-safe.
 */
public final class ServedModel implements LanguageModel {
    private final EditStore store;
    private final CurrentModel served;
    private volatile @Nullable Integer version;

    /**
     * A model that follows its store.
     *
     * @param store what answers; it stays the caller's to close, after this model
     */
    public ServedModel(EditStore store) {
        this.store = store;
        served = new CurrentModel(store.current());
    }

    /**
     * Answers with one version from now on, also when the store goes on to another. Texts that are being written stay of the version that
     * they began with.
     *
     * @param number the version
     * @throws StoreException if there is no such version, or its files are damaged; the model is as it was then
     */
    public synchronized void serve(int number) {
        served.swap(store.checkout(number));
        version = number;
    }

    /** Answers with the current version of the store from now on, whatever that is at the time. */
    public synchronized void serveCurrent() {
        served.swap(store.current());
        version = null;
    }

    /**
     * The version that it stays at.
     *
     * @return empty where it follows the store
     */
    public OptionalInt fixedVersion() {
        Integer fixed = version;
        return fixed == null ? OptionalInt.empty() : OptionalInt.of(fixed);
    }

    /**
     * The version that answers now.
     *
     * @return its number
     */
    public int version() {
        return fixedVersion().orElseGet(() -> store.latest().number());
    }

    @Override
    public List<String> generate(List<String> prompts, GenerationConfig config) {
        return served.generate(prompts, config);
    }

    @Override
    public String generate(String prompt, GenerationConfig config, Consumer<String> listener) {
        return served.generate(prompt, config, listener);
    }

    @Override
    public String chat(String question, GenerationConfig config, Consumer<String> listener) {
        return served.chat(question, config, listener);
    }

    @Override
    public Generation generate(GenerationRequest request) {
        return served.generate(request);
    }

    @Override
    public ContinuationScore score(String prompt, String continuation) {
        return served.score(prompt, continuation);
    }

    @Override
    public void close() {
        served.end();
    }
}
