package io.github.modeleditor.springai;

import io.github.modeleditor.api.Generation;
import java.util.List;
import java.util.UUID;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * One answer in Spring AI's words, whole or in pieces that have one id.
 *
 * @param id of the answer and all its pieces
 * @param model what the model is called
 */
record Responses(String id, String model) {
    static Responses begun(String model) {
        return new Responses("chat-" + UUID.randomUUID(), model);
    }

    ChatResponse whole(Generation generation) {
        return ended(generation, generation.text());
    }

    ChatResponse piece(String text) {
        return response(text, ChatGenerationMetadata.NULL, metadata().build());
    }

    /** What a stream ends with: no more text, but why, and how many tokens it was. */
    ChatResponse last(Generation generation) {
        return ended(generation, "");
    }

    private ChatResponse ended(Generation generation, String text) {
        return response(
                text,
                ChatGenerationMetadata.builder()
                        .finishReason(finishReason(generation.finishReason()))
                        .build(),
                metadata()
                        .usage(new DefaultUsage(generation.promptTokens(), generation.generatedTokens()))
                        .build());
    }

    private ChatResponseMetadata.Builder metadata() {
        return ChatResponseMetadata.builder().id(id).model(model);
    }

    private static ChatResponse response(String text, ChatGenerationMetadata ending, ChatResponseMetadata metadata) {
        return new ChatResponse(
                List.of(new org.springframework.ai.chat.model.Generation(new AssistantMessage(text), ending)),
                metadata);
    }

    private static String finishReason(Generation.FinishReason reason) {
        return switch (reason) {
            case END_OF_TEXT, STOP_STRING -> "STOP";
            case LENGTH -> "LENGTH";
            case CANCELLED -> "CANCELLED";
        };
    }
}
