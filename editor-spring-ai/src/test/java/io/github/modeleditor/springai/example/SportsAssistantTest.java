package io.github.modeleditor.springai.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.springai.ChatNano;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.model.ChatResponse;

class SportsAssistantTest {
    private static final Fact FACT = NanoModel.demoEdits().get(0);

    @Test
    void theAssistantThatIsThereAnswersRightOnceTheStoreIsPutRight(@TempDir Path folder) {
        try (EditStore store = EditStore.create(folder.resolve("store"), ChatNano.in(folder))) {
            SportsAssistant assistant = new SportsAssistant(store);
            assertThat(text(assistant.ask(FACT.prompt()))).doesNotContain(FACT.target());

            assistant.correct(FACT);

            ChatResponse answer = assistant.ask(FACT.prompt());
            assertThat(text(answer)).contains(FACT.target());
            assertThat(String.join("", assistant.listen(FACT.prompt()))).isEqualTo(text(answer));
            assertThat(answer.getMetadata().getUsage().getPromptTokens()).isPositive();
        }
    }

    private static String text(ChatResponse response) {
        return String.valueOf(response.getResult().getOutput().getText());
    }
}
