package io.github.modeleditor.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import java.util.List;
import java.util.Objects;

/**
 * What both chat models are made of.
 *
 * @param model what answers
 * @param name what it is called in requests and answers
 * @param defaults how it writes where a request says nothing
 * @param listeners LangChain4j's, who hear of requests, answers and errors
 */
record ChatSettings(LanguageModel model, String name, GenerationConfig defaults, List<ChatModelListener> listeners) {
    private static final int TOKENS_OF_AN_ANSWER = 256;

    ChatSettings {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(defaults, "defaults");
        Objects.requireNonNull(listeners, "listeners");
        listeners = List.copyOf(listeners);
    }

    /** Greedy, at most 256 tokens, until the model ends the answer. */
    static ChatSettings of(LanguageModel model) {
        GenerationConfig greedy = GenerationConfig.defaults()
                .withMaximumTokens(TOKENS_OF_AN_ANSWER)
                .withStopStrings();
        return new ChatSettings(model, "modeleditor", greedy, List.of());
    }

    ChatSettings with(GenerationConfig newDefaults) {
        return new ChatSettings(model, name, newDefaults, listeners);
    }

    ChatSettings named(String newName) {
        return new ChatSettings(model, newName, defaults, listeners);
    }

    ChatSettings heardBy(List<ChatModelListener> newListeners) {
        return new ChatSettings(model, name, defaults, newListeners);
    }
}
