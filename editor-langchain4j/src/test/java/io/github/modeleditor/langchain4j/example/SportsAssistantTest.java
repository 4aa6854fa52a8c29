package io.github.modeleditor.langchain4j.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.Result;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.langchain4j.ChatNano;
import io.github.modeleditor.nano.NanoModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SportsAssistantTest {
    private static final Fact FACT = NanoModel.demoEdits().get(0);

    @Test
    void theAssistantThatIsThereAnswersRightOnceTheStoreIsPutRight(@TempDir Path folder) {
        try (EditStore store = EditStore.create(folder.resolve("store"), ChatNano.in(folder))) {
            SportsAssistant assistant = new SportsAssistant(store);
            assertThat(assistant.ask(FACT.prompt()).content()).doesNotContain(FACT.target());

            assistant.correct(FACT);

            Result<String> answer = assistant.ask(FACT.prompt());
            assertThat(answer.content()).contains(FACT.target());
            assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(answer.tokenUsage().inputTokenCount()).isPositive();
            assertThat(answer.tokenUsage().outputTokenCount()).isPositive();
        }
    }
}
