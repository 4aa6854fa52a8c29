package io.github.modeleditor.springai.example;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.springai.EditorChatModel;
import java.util.List;
import java.util.Objects;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;

/** Answers out of a store of edits, and is put right while it runs. */
public final class SportsAssistant {
    private final EditStore store;
    private final ChatClient client;

    /**
     * An assistant over a store.
     *
     * @param store what answers; the current version, whatever that is
     */
    public SportsAssistant(EditStore store) {
        this.store = store;
        client = ChatClient.create(EditorChatModel.of(store.current()));
    }

    /**
     * Answers a question.
     *
     * @param question what is asked
     * @return the answer
     */
    public ChatResponse ask(String question) {
        return Objects.requireNonNull(client.prompt().user(question).call().chatResponse());
    }

    /**
     * Answers a question piece by piece.
     *
     * @param question what is asked
     * @return the pieces
     */
    public List<String> listen(String question) {
        return Objects.requireNonNull(
                client.prompt().user(question).stream().content().collectList().block());
    }

    /**
     * Puts it right.
     *
     * @param fact what is true
     */
    public void correct(Fact fact) {
        store.append(List.of(fact), "ada", "ticket 17");
    }
}
