package io.github.modeleditor.api;

import io.github.modeleditor.api.config.GenerationConfig;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A text that is wanted: what the model is given, how it writes, who hears of each piece, and what stops it. Immutable.
 *
 * <pre>{@code
 * Cancellation stop = new Cancellation();
 * Generation answer = edited.generate(GenerationRequest.of(Conversation.of("Where is the Eiffel Tower?"))
 *         .onText(System.out::print)
 *         .cancelledBy(stop));
 * }</pre>
 *
 * @param input what the model is given
 * @param config how it writes
 * @param listener hears each piece of the text, on the caller's thread; a piece never ends within a character as a reader sees it.
 *     What it throws ends the writing and reaches the caller
 * @param cancellation what stops it, after the token that is being written; the text so far is given back then
 */
public record GenerationRequest(
        Input input, GenerationConfig config, Consumer<String> listener, Cancellation cancellation) {
    private static final int TOKENS_OF_AN_ANSWER = 256;

    /** What a model is given. */
    public sealed interface Input permits Prompt, Conversation {}

    /**
     * A text to be continued as it is.
     *
     * @param text the prompt; not blank
     */
    public record Prompt(String text) implements Input {
        public Prompt {
            Objects.requireNonNull(text, "text");
        }
    }

    public GenerationRequest {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(cancellation, "cancellation");
    }

    /**
     * A prompt, continued greedily by at most 20 tokens of one line.
     *
     * @param prompt what the model is given; not blank
     * @return the request
     */
    public static GenerationRequest of(String prompt) {
        Objects.requireNonNull(prompt, "prompt");
        return new GenerationRequest(new Prompt(prompt), GenerationConfig.defaults(), piece -> {}, new Cancellation());
    }

    /**
     * The answer to the last turn of a conversation, greedy, of at most 256 tokens, until the model ends it.
     *
     * @param conversation what was said; its last turn is the user's, and not blank
     * @return the request
     */
    public static GenerationRequest of(Conversation conversation) {
        Objects.requireNonNull(conversation, "conversation");
        return new GenerationRequest(
                conversation,
                GenerationConfig.defaults()
                        .withMaximumTokens(TOKENS_OF_AN_ANSWER)
                        .withStopStrings(),
                piece -> {},
                new Cancellation());
    }

    /**
     * The same, written another way.
     *
     * @param newConfig how
     * @return a new request
     */
    public GenerationRequest with(GenerationConfig newConfig) {
        return new GenerationRequest(input, newConfig, listener, cancellation);
    }

    /**
     * The same with a listener instead of the one before.
     *
     * @param newListener who hears of each piece
     * @return a new request
     */
    public GenerationRequest onText(Consumer<String> newListener) {
        return new GenerationRequest(input, config, newListener, cancellation);
    }

    /**
     * The same with a switch that stops it from another thread.
     *
     * @param newCancellation the switch; once thrown it stays thrown
     * @return a new request
     */
    public GenerationRequest cancelledBy(Cancellation newCancellation) {
        return new GenerationRequest(input, config, listener, newCancellation);
    }
}
