package io.github.modeleditor.boot.example;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.store.EditStore;
import java.util.List;
import org.springframework.stereotype.Service;

/** Answers, and is put right while it runs. */
@Service
public class SportsDesk {
    private final LanguageModel model;
    private final EditStore store;

    /**
     * A desk.
     *
     * @param model what answers
     * @param store what it is put right with
     */
    public SportsDesk(LanguageModel model, EditStore store) {
        this.model = model;
        this.store = store;
    }

    /**
     * Answers.
     *
     * @param question what is asked
     * @return the answer
     */
    public String ask(String question) {
        return model.chat(question);
    }

    /**
     * Puts the model right.
     *
     * @param fact what is true
     * @return the version that was made
     */
    public int correct(Fact fact) {
        return store.append(List.of(fact), "ada", "ticket 17").number();
    }
}
