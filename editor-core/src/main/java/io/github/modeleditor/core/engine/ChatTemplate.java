package io.github.modeleditor.core.engine;

import io.github.modeleditor.api.Message;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.util.List;

/**
 * How a model was trained to see conversations. What it renders has all special tokens in it that the model wants, so it is
 * to be encoded without adding any: {@code tokenizer.encode(text, false)}. Thread-safe.
 */
public interface ChatTemplate {
    /**
     * A conversation, as far as the place where the model's answer begins.
     *
     * @param messages its turns; at least one
     * @return the text
     * @throws UnsupportedModelException if the template cannot be used, or refuses this conversation
     */
    String render(List<Message> messages);

    /**
     * A conversation of one question, as far as the place where the model's answer begins.
     *
     * @param question what the user says
     * @return the text
     * @throws UnsupportedModelException if the template cannot be used
     */
    default String render(String question) {
        return render(List.of(Message.user(question)));
    }

    /**
     * A conversation of one question and its answer.
     *
     * @param question what the user says
     * @param answer what the model says
     * @return the text, with all that the template puts after an answer
     * @throws UnsupportedModelException if the template cannot be used
     */
    String render(String question, String answer);
}
