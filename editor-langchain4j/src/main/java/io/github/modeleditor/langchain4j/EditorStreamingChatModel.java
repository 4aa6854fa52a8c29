package io.github.modeleditor.langchain4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.config.GenerationConfig;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A language model, edited or not, as LangChain4j's {@link StreamingChatModel}. Immutable and thread-safe; the model stays the caller's to
 * close, when no answer is being written any more.
 *
 * <p>A request that cannot be honoured is refused at once, as {@link EditorChatModel} does. The answer is written on another thread, of a
 * pool of daemons unless {@link #withExecutor} names one; the handler hears of each piece there. {@link StreamingHandle#cancel()} ends the
 * answer after the token that is being written, and the handler hears nothing more then. What a handler throws ends the answer, and is its
 * {@link StreamingChatResponseHandler#onError}.
 */
public final class EditorStreamingChatModel implements StreamingChatModel {
    /** Threads end a minute after their last answer, so that nobody has to close the pool. */
    private static final ExecutorService WRITERS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "modeleditor-chat");
        thread.setDaemon(true);
        return thread;
    });

    private final ChatSettings settings;
    private final Executor writers;

    private EditorStreamingChatModel(ChatSettings settings, Executor writers) {
        this.settings = settings;
        this.writers = writers;
    }

    /**
     * A chat model called {@code modeleditor}, which answers greedily, with at most 256 tokens.
     *
     * @param model what answers; it has a chat template
     * @return the chat model
     */
    public static EditorStreamingChatModel of(LanguageModel model) {
        Objects.requireNonNull(model, "model");
        return new EditorStreamingChatModel(ChatSettings.of(model), WRITERS);
    }

    /**
     * The same with other defaults, for what a request does not say.
     *
     * @param defaults how the model writes
     * @return a new chat model
     * @see EditorChatModel#withDefaults
     */
    public EditorStreamingChatModel withDefaults(GenerationConfig defaults) {
        return new EditorStreamingChatModel(settings.with(defaults), writers);
    }

    /**
     * The same under another name.
     *
     * @param name what requests may ask for and answers tell
     * @return a new chat model
     */
    public EditorStreamingChatModel withName(String name) {
        return new EditorStreamingChatModel(settings.named(name), writers);
    }

    /**
     * The same with other listeners.
     *
     * @param listeners who hear of requests, answers and errors
     * @return a new chat model
     */
    public EditorStreamingChatModel withListeners(List<ChatModelListener> listeners) {
        return new EditorStreamingChatModel(settings.heardBy(listeners), writers);
    }

    /**
     * The same with other threads.
     *
     * @param executor what answers are written on; one thread for each answer
     * @return a new chat model
     */
    public EditorStreamingChatModel withExecutor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return new EditorStreamingChatModel(settings, executor);
    }

    /**
     * Answers the last message, on another thread.
     *
     * @param request what was said; its last message is the user's
     * @param handler hears of each piece, then of the whole, or of what went wrong
     * @throws UnsupportedFeatureException if the request asks for what cannot be honoured
     */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        GenerationRequest asked = new Requests(settings).read(request);
        writers.execute(() -> write(asked, handler));
    }

    private void write(GenerationRequest asked, StreamingChatResponseHandler handler) {
        Cancellation cancellation = new Cancellation();
        PartialResponseContext context = new PartialResponseContext(new Handle(cancellation));
        Consumer<String> pieces = piece -> {
            // A text that is stopped is told to its end, but who stopped it wants no more.
            if (!cancellation.isCancelled()) {
                handler.onPartialResponse(new PartialResponse(piece), context);
            }
        };
        try {
            Generation generation =
                    settings.model().generate(asked.cancelledBy(cancellation).onText(pieces));
            if (!cancellation.isCancelled()) {
                handler.onCompleteResponse(Responses.of(generation, settings.name()));
            }
        } catch (RuntimeException | Error failure) {
            handler.onError(failure);
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return new Requests(settings).defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return settings.listeners();
    }

    private record Handle(Cancellation cancellation) implements StreamingHandle {
        @Override
        public void cancel() {
            cancellation.cancel();
        }

        @Override
        public boolean isCancelled() {
            return cancellation.isCancelled();
        }
    }
}
