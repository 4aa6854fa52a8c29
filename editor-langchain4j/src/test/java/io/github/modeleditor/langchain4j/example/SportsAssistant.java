package io.github.modeleditor.langchain4j.example;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.langchain4j.EditorChatModel;
import java.util.List;

/** Answers out of a store of edits, and is put right while it runs. */
public final class SportsAssistant {
    private final EditStore store;
    private final Answers answers;

    /** What LangChain4j implements. */
    interface Answers {
        /**
         * Answers a question.
         *
         * @param question what is asked
         * @return the answer, with its tokens and why it ends
         */
        Result<String> answer(String question);
    }

    /**
     * An assistant over a store.
     *
     * @param store what answers; the current version, whatever that is
     */
    public SportsAssistant(EditStore store) {
        this.store = store;
        answers = AiServices.builder(Answers.class)
                .chatModel(EditorChatModel.of(store.current()))
                .chatMemory(MessageWindowChatMemory.withMaxMessages(1))
                .build();
    }

    /**
     * Answers a question.
     *
     * @param question what is asked
     * @return the answer
     */
    public Result<String> ask(String question) {
        return answers.answer(question);
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
