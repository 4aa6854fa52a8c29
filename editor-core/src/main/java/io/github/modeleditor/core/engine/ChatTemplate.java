package io.github.modeleditor.core.engine;

import io.github.modeleditor.api.error.UnsupportedModelException;

/** How a model was trained to see conversations. Thread-safe. */
public interface ChatTemplate {
    /**
     * A conversation of one question, as far as the place where the model's answer begins.
     *
     * @param question what the user says
     * @return the text with all special tokens in it that the model wants, so that it is to be encoded without adding any:
     *     {@code tokenizer.encode(text, false)}
     * @throws UnsupportedModelException if the template cannot be used
     */
    String render(String question);
}
