package io.github.modeleditor.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What was said so far, for the model to go on with. Immutable. The model sees it through its own chat template, which may refuse a
 * system prompt or two turns of one role in a row.
 *
 * <pre>{@code
 * Conversation first = Conversation.of("Where is the Eiffel Tower?").withSystemPrompt("Answer in one word.");
 * String answer = edited.chat(first).text();
 * String next = edited.chat(first.answered(answer).ask("And the Colosseum?")).text();
 * }</pre>
 *
 * @param messages the turns, the first one first; at least one
 */
public record Conversation(List<Message> messages) implements GenerationRequest.Input {
    public Conversation {
        Objects.requireNonNull(messages, "messages");
        messages = List.copyOf(messages);
    }

    /**
     * A conversation of one question.
     *
     * @param question what the user says
     * @return the conversation
     */
    public static Conversation of(String question) {
        Objects.requireNonNull(question, "question");
        return new Conversation(List.of(Message.user(question)));
    }

    /**
     * The same with a system prompt in place of the one it has.
     *
     * @param prompt how the model is to answer
     * @return a new conversation
     */
    public Conversation withSystemPrompt(String prompt) {
        Objects.requireNonNull(prompt, "prompt");
        List<Message> turns = new ArrayList<>(List.of(Message.system(prompt)));
        messages.stream()
                .filter(message -> message.role() != Message.Role.SYSTEM)
                .forEach(turns::add);
        return new Conversation(turns);
    }

    /**
     * The same and the model's answer.
     *
     * @param answer what the model said
     * @return a new conversation
     */
    public Conversation answered(String answer) {
        Objects.requireNonNull(answer, "answer");
        return and(Message.assistant(answer));
    }

    /**
     * The same and another question.
     *
     * @param question what the user says
     * @return a new conversation
     */
    public Conversation ask(String question) {
        Objects.requireNonNull(question, "question");
        return and(Message.user(question));
    }

    private Conversation and(Message message) {
        List<Message> turns = new ArrayList<>(messages);
        turns.add(message);
        return new Conversation(turns);
    }
}
