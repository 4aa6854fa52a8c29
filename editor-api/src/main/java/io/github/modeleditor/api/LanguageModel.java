package io.github.modeleditor.api;

import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * An open language model, edited or not. Safe for use by several threads. What writes a text does not wait for an edit that
 * trains, nor for other texts, where the model has a key/value cache or takes one; other calls wait for one another. It holds native memory
 * until it is closed.
 */
public interface LanguageModel extends AutoCloseable {
    /**
     * Continues a prompt greedily until end-of-text, a line break, or a limit.
     *
     * @param prompt what the model is given; not blank
     * @param maximumTokens tokens to add at most; at least 1
     * @return what the model adds, without the prompt and without end-of-text or the line break, with the white space it
     *     begins with
     * @throws InvalidConfigurationException if the limit is below 1
     * @throws InvalidFactException if the prompt is blank or too long for the model
     * @throws ModelClosedException if the model was closed
     */
    default String complete(String prompt, int maximumTokens) {
        return generate(prompt, GenerationConfig.defaults().withMaximumTokens(maximumTokens));
    }

    /**
     * Continues a prompt greedily by at most 20 tokens.
     *
     * @param prompt what the model is given; not blank
     * @return what the model adds
     * @throws InvalidFactException if the prompt is blank or too long for the model
     * @throws ModelClosedException if the model was closed
     * @see #complete(String, int)
     */
    default String complete(String prompt) {
        return generate(prompt, GenerationConfig.defaults());
    }

    /**
     * Continues a prompt.
     *
     * @param prompt what the model is given; not blank
     * @param config how
     * @return what the model adds, without the prompt and without end-of-text or the stop string, with the white space it
     *     begins with; empty where it adds nothing
     * @throws InvalidFactException if the prompt is blank or too long for the model
     * @throws ModelClosedException if the model was closed
     */
    default String generate(String prompt, GenerationConfig config) {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(config, "config");
        return generate(List.of(prompt), config).get(0);
    }

    /**
     * Continues prompts side by side, which takes less time than one after another. What is added to one does not depend on
     * the others; only a prompt that is there twice is continued from another draw the second time.
     *
     * @param prompts what the model is given; none blank
     * @param config how
     * @return what the model adds to each, in their order
     * @throws InvalidFactException if a prompt is blank or too long for the model
     * @throws ModelClosedException if the model was closed
     */
    List<String> generate(List<String> prompts, GenerationConfig config);

    /**
     * Continues a prompt and tells the text as it comes.
     *
     * @param prompt what the model is given; not blank
     * @param config how
     * @param listener hears each piece of what the model adds, on the caller's thread; a piece never ends within a character
     *     as a reader sees it, so it may come a token late. What it throws ends the writing and reaches the caller
     * @return all pieces together
     * @throws InvalidFactException if the prompt is blank or too long for the model
     * @throws ModelClosedException if the model was closed
     */
    String generate(String prompt, GenerationConfig config, Consumer<String> listener);

    /**
     * Asks a question in the form that the model was trained on for conversations: its own chat template. The answer is
     * greedy, ends where the model ends it, and has at most 256 tokens.
     *
     * @param question what the user says; not blank
     * @return the answer, without surrounding white space
     * @throws UnsupportedModelException if the model has no chat template, or its template cannot be used
     * @throws InvalidFactException if the question is blank or too long for the model
     * @throws ModelClosedException if the model was closed
     */
    default String chat(String question) {
        GenerationConfig config =
                GenerationConfig.defaults().withMaximumTokens(256).withStopStrings();
        return chat(question, config, piece -> {}).strip();
    }

    /**
     * Asks a question in the form that the model was trained on for conversations, and tells the answer as it comes.
     *
     * @param question what the user says; not blank
     * @param config how the answer is written; its stop strings end it besides the model's end-of-text
     * @param listener hears each piece of the answer, as for {@link #generate(String, GenerationConfig, Consumer)}
     * @return the answer as the model wrote it
     * @throws UnsupportedModelException if the model has no chat template, or its template cannot be used
     * @throws InvalidFactException if the question is blank or too long for the model
     * @throws ModelClosedException if the model was closed
     */
    String chat(String question, GenerationConfig config, Consumer<String> listener);

    /**
     * Writes what a request asks for, and tells what that took.
     *
     * @param request a prompt or a conversation, and how it is gone on with
     * @return the text, how many tokens it and what the model was given have, and why it ends
     * @throws UnsupportedModelException if the model has no chat template for a conversation, or its template refuses this one
     * @throws InvalidFactException if the prompt or the last turn is blank, that turn is not the user's, or all is too long for the
     *     model
     * @throws ModelClosedException if the model was closed
     */
    Generation generate(GenerationRequest request);

    /**
     * Answers the last turn of a conversation, greedily, with at most 256 tokens.
     *
     * @param conversation what was said; its last turn is the user's
     * @return the answer
     * @see #generate(GenerationRequest)
     */
    default Generation chat(Conversation conversation) {
        return generate(GenerationRequest.of(conversation));
    }

    /**
     * How likely the model finds a continuation.
     *
     * @param prompt what the model is given; not blank
     * @param continuation what is judged; not blank; joined to the prompt as a {@link Fact}'s target is
     * @return its likelihood
     * @throws InvalidFactException if a text is blank, or both are too long for the model
     * @throws ModelClosedException if the model was closed
     */
    ContinuationScore score(String prompt, String continuation);

    /** Frees what the model holds. A second call does nothing. */
    @Override
    void close();
}
