package io.github.modeleditor.core.store;

import io.github.modeleditor.api.ContinuationScore;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.ModelClosedException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model that is swapped for another while it is asked. A call keeps the one that was current when it began, until it returns; the
 * last of its readers closes one that was swapped out. Thread-safe.
 */
public final class CurrentModel implements LanguageModel {
    private @Nullable Held held;

    /** A model and how many need it: its readers, and one more while it is current. */
    private static final class Held {
        private final LanguageModel model;
        private int users = 1;

        Held(LanguageModel model) {
            this.model = model;
        }
    }

    /**
     * A model that is another one until it is swapped.
     *
     * @param first the one that answers now; closed when it was swapped out and nobody reads from it any more
     */
    public CurrentModel(LanguageModel first) {
        held = new Held(first);
    }

    /**
     * From now on calls get another model.
     *
     * @param next that model; closed as the first one is
     */
    public void swap(LanguageModel next) {
        replace(new Held(next));
    }

    /** From now on calls are refused. */
    public void end() {
        replace(null);
    }

    private void replace(@Nullable Held next) {
        Held before;
        synchronized (this) {
            before = held;
            held = next;
        }
        if (before != null) {
            release(before);
        }
    }

    private synchronized Held retain() {
        Held current = held;
        if (current == null) {
            throw new ModelClosedException("The store of edits is closed. Open it again.");
        }
        current.users++;
        return current;
    }

    private void release(Held used) {
        boolean last;
        synchronized (this) {
            used.users--;
            last = used.users == 0;
        }
        if (last) {
            used.model.close();
        }
    }

    private <T> T ask(Function<LanguageModel, T> question) {
        Held current = retain();
        try {
            return question.apply(current.model);
        } finally {
            release(current);
        }
    }

    @Override
    public List<String> generate(List<String> prompts, GenerationConfig config) {
        return ask(model -> model.generate(prompts, config));
    }

    @Override
    public String generate(String prompt, GenerationConfig config, Consumer<String> listener) {
        return ask(model -> model.generate(prompt, config, listener));
    }

    @Override
    public String chat(String question, GenerationConfig config, Consumer<String> listener) {
        return ask(model -> model.chat(question, config, listener));
    }

    @Override
    public Generation generate(GenerationRequest request) {
        return ask(model -> model.generate(request));
    }

    @Override
    public ContinuationScore score(String prompt, String continuation) {
        return ask(model -> model.score(prompt, continuation));
    }

    @Override
    public void close() {}
}
