package io.github.modeleditor.api;

import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;

/**
 * An open language model, edited or not. Safe for use by several threads; calls wait for one another. It holds native
 * memory until it is closed.
 */
public interface LanguageModel extends AutoCloseable {
    /**
     * Continues a prompt greedily until end-of-text, a line break, or a limit.
     *
     * @param prompt what the model is given; not blank
     * @param maximumTokens tokens to add at most; at least 1
     * @return what the model adds, without the prompt and without end-of-text or the line break, with the white space it
     *     begins with
     * @throws InvalidFactException if the prompt is blank or too long for the model
     * @throws ModelClosedException if the model was closed
     */
    String complete(String prompt, int maximumTokens);

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
        return complete(prompt, 20);
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
