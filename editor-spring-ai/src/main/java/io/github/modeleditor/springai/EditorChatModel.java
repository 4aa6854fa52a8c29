package io.github.modeleditor.springai;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.util.Objects;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

/**
 * A language model, edited or not, as Spring AI's {@link ChatModel}. Immutable and thread-safe; the model stays the caller's to close.
 *
 * <p>{@code EditorChatModel.of(store.current())} answers by whatever version of a store is current when it is asked.
 *
 * <p>Tools, media and penalties are refused with an {@link InvalidConfigurationException}, and not ignored.
 */
public final class EditorChatModel implements ChatModel {
    private static final int TOKENS_OF_AN_ANSWER = 256;

    private final LanguageModel model;
    private final Prompts prompts;

    private EditorChatModel(LanguageModel model, Prompts prompts) {
        this.model = model;
        this.prompts = prompts;
    }

    /**
     * A chat model called {@code modeleditor}, which answers greedily, with at most 256 tokens.
     *
     * @param model what answers; it has a chat template
     * @return the chat model
     */
    public static EditorChatModel of(LanguageModel model) {
        Objects.requireNonNull(model, "model");
        GenerationConfig greedy = GenerationConfig.defaults()
                .withMaximumTokens(TOKENS_OF_AN_ANSWER)
                .withStopStrings();
        return new EditorChatModel(model, new Prompts("modeleditor", greedy));
    }

    /**
     * The same with other defaults, for what a prompt's options do not say.
     *
     * @param defaults how the model writes; the seed and the repetition penalty, which Spring AI's options cannot name, are always these
     * @return a new chat model
     */
    public EditorChatModel withDefaults(GenerationConfig defaults) {
        Objects.requireNonNull(defaults, "defaults");
        return new EditorChatModel(model, new Prompts(prompts.name(), defaults));
    }

    /**
     * The same under another name.
     *
     * @param name what options may ask for and answers tell
     * @return a new chat model
     */
    public EditorChatModel withName(String name) {
        Objects.requireNonNull(name, "name");
        return new EditorChatModel(model, new Prompts(name, prompts.defaults()));
    }

    /**
     * Answers the last message.
     *
     * @param prompt what was said, the user last, and how the answer is to be written
     * @return the answer with its tokens and why it ends
     * @throws InvalidConfigurationException if the prompt asks for what cannot be honoured
     * @throws UnsupportedModelException if the model has no chat template, or its template refuses this conversation
     * @throws InvalidFactException if the last message is blank or not the user's, or all is too long for the model
     */
    @Override
    public ChatResponse call(Prompt prompt) {
        return Responses.begun(prompts.name()).whole(model.generate(prompts.read(prompt)));
    }

    /**
     * Answers the last message piece by piece. Each subscriber gets an answer of its own, written on a thread of Reactor's for blocking
     * work, and ended after the token that is being written when the subscriber goes away.
     *
     * @param prompt what was said, the user last, and how the answer is to be written
     * @return the pieces, and at the end one without text that tells tokens and why the answer ends; or the error that {@link #call} throws
     */
    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        Objects.requireNonNull(prompt, "prompt");
        return Flux.<ChatResponse>create(sink -> write(prompt, sink)).subscribeOn(Schedulers.boundedElastic());
    }

    private void write(Prompt prompt, FluxSink<ChatResponse> sink) {
        Cancellation gone = new Cancellation();
        sink.onDispose(gone::cancel);
        Responses responses = Responses.begun(prompts.name());
        // What is thrown here is the subscriber's error: so does Flux.create.
        GenerationRequest request = prompts.read(prompt);
        Generation generation =
                model.generate(request.cancelledBy(gone).onText(piece -> sink.next(responses.piece(piece))));
        sink.next(responses.last(generation));
        sink.complete();
    }

    /**
     * The defaults, as Spring AI 2.0 asks for them.
     *
     * @return options that name all defaults
     */
    // No @Override: Spring AI 1.1, which this is compiled with, has no such method, and asks for the next one.
    public ChatOptions getOptions() {
        return prompts.options();
    }

    @Override
    public ChatOptions getDefaultOptions() {
        return getOptions();
    }
}
