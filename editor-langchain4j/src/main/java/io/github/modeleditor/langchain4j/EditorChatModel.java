package io.github.modeleditor.langchain4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.util.List;
import java.util.Objects;

/**
 * A language model, edited or not, as LangChain4j's {@link ChatModel}. Immutable and thread-safe; the model stays the caller's to close.
 *
 * <p>{@code EditorChatModel.of(store.current())} answers by whatever version of a store is current when it is asked.
 *
 * <p>Tools, images, JSON formats, penalties and names of users are refused with an {@link UnsupportedFeatureException}, and not ignored.
 */
public final class EditorChatModel implements ChatModel {
    private final ChatSettings settings;

    private EditorChatModel(ChatSettings settings) {
        this.settings = settings;
    }

    /**
     * A chat model called {@code modeleditor}, which answers greedily, with at most 256 tokens.
     *
     * @param model what answers; it has a chat template
     * @return the chat model
     */
    public static EditorChatModel of(LanguageModel model) {
        Objects.requireNonNull(model, "model");
        return new EditorChatModel(ChatSettings.of(model));
    }

    /**
     * The same with other defaults, for what a request does not say.
     *
     * @param defaults how the model writes; the seed and the repetition penalty, which LangChain4j's requests cannot name, are always these
     * @return a new chat model
     */
    public EditorChatModel withDefaults(GenerationConfig defaults) {
        return new EditorChatModel(settings.with(defaults));
    }

    /**
     * The same under another name.
     *
     * @param name what requests may ask for and answers tell
     * @return a new chat model
     */
    public EditorChatModel withName(String name) {
        return new EditorChatModel(settings.named(name));
    }

    /**
     * The same with other listeners.
     *
     * @param listeners who hear of requests, answers and errors
     * @return a new chat model
     */
    public EditorChatModel withListeners(List<ChatModelListener> listeners) {
        return new EditorChatModel(settings.heardBy(listeners));
    }

    /**
     * Answers the last message.
     *
     * @param request what was said; its last message is the user's
     * @return the answer with its tokens and why it ends
     * @throws UnsupportedFeatureException if the request asks for what cannot be honoured
     * @throws UnsupportedModelException if the model has no chat template, or its template refuses this conversation
     * @throws InvalidFactException if the last message is blank or not the user's, or all is too long for the model
     */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        return Responses.of(settings.model().generate(new Requests(settings).read(request)), settings.name());
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return new Requests(settings).defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return settings.listeners();
    }
}
