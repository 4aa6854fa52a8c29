package io.github.modeleditor.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.github.modeleditor.api.Generation;
import java.util.UUID;

/** Answers in LangChain4j's words. */
final class Responses {
    private Responses() {}

    static ChatResponse of(Generation generation, String name) {
        return ChatResponse.builder()
                .id("chat-" + UUID.randomUUID())
                .modelName(name)
                .aiMessage(AiMessage.from(generation.text()))
                .tokenUsage(new TokenUsage(generation.promptTokens(), generation.generatedTokens()))
                .finishReason(finishReason(generation.finishReason()))
                .build();
    }

    private static FinishReason finishReason(Generation.FinishReason reason) {
        return switch (reason) {
            case END_OF_TEXT, STOP_STRING -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case CANCELLED -> FinishReason.OTHER;
        };
    }
}
