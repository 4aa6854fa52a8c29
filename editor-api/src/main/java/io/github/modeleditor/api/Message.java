package io.github.modeleditor.api;

import java.util.Objects;

/**
 * One turn of a {@link Conversation}.
 *
 * @param role whose turn it is
 * @param content what is said; may be empty where the model's template allows that
 */
public record Message(Role role, String content) {
    /** Who speaks, in the words of chat templates. */
    public enum Role {
        /** Whoever set the model up: how it is to answer. Not every template has a place for it. */
        SYSTEM,
        /** Who asks. */
        USER,
        /** The model. */
        ASSISTANT
    }

    public Message {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(content, "content");
    }

    /**
     * How the model is to answer.
     *
     * @param content the system prompt
     * @return the turn
     */
    public static Message system(String content) {
        return new Message(Role.SYSTEM, content);
    }

    /**
     * What the user says.
     *
     * @param content a question
     * @return the turn
     */
    public static Message user(String content) {
        return new Message(Role.USER, content);
    }

    /**
     * What the model said.
     *
     * @param content an answer
     * @return the turn
     */
    public static Message assistant(String content) {
        return new Message(Role.ASSISTANT, content);
    }
}
