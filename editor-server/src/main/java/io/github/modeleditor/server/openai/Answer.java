package io.github.modeleditor.server.openai;

import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.Generation.FinishReason;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What goes back to a client, whole or in pieces that have one id.
 *
 * @param form what kind of answer
 * @param id of the answer and all its pieces
 * @param created when, in seconds since 1970
 * @param model the name that the client asked for
 */
record Answer(Form form, String id, long created, String model) {
    /** The two ways to ask. */
    enum Form {
        COMPLETION("cmpl-", "text_completion", "text_completion"),
        CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk");

        private final String prefix;
        private final String whole;
        private final String piece;

        Form(String prefix, String whole, String piece) {
            this.prefix = prefix;
            this.whole = whole;
            this.piece = piece;
        }
    }

    static Answer begun(Form form, String model) {
        String id = form.prefix + UUID.randomUUID().toString().replace("-", "");
        return new Answer(form, id, Instant.now().getEpochSecond(), model);
    }

    Map<String, Object> whole(Generation generation) {
        Map<String, Object> fields = fields(form.whole);
        Map<String, @Nullable Object> choice = choice(finish(generation));
        if (form == Form.CHAT) {
            choice.put("message", Map.of("role", "assistant", "content", generation.text()));
        } else {
            choice.put("text", generation.text());
        }
        fields.put("choices", List.of(choice));
        fields.put("usage", usage(generation));
        return fields;
    }

    /** The first piece of a chat says who speaks. */
    Map<String, Object> first() {
        return delta(Map.of("role", "assistant", "content", ""), null);
    }

    Map<String, Object> piece(String text) {
        return delta(Map.of("content", text), null);
    }

    Map<String, Object> last(Generation generation) {
        return delta(Map.of(), finish(generation));
    }

    /** What a stream ends with where the client asks for it. */
    Map<String, Object> usageOnly(Generation generation) {
        Map<String, Object> fields = fields(form.piece);
        fields.put("choices", List.of());
        fields.put("usage", usage(generation));
        return fields;
    }

    private Map<String, Object> delta(Map<String, String> delta, @Nullable String finish) {
        Map<String, Object> fields = fields(form.piece);
        Map<String, @Nullable Object> choice = choice(finish);
        if (form == Form.CHAT) {
            choice.put("delta", delta);
        } else {
            choice.put("text", delta.getOrDefault("content", ""));
        }
        fields.put("choices", List.of(choice));
        return fields;
    }

    private static Map<String, @Nullable Object> choice(@Nullable String finish) {
        Map<String, @Nullable Object> choice = new HashMap<>();
        choice.put("index", 0);
        choice.put("finish_reason", finish);
        choice.put("logprobs", null);
        return choice;
    }

    private Map<String, Object> fields(String object) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("object", object);
        fields.put("created", created);
        fields.put("model", model);
        return fields;
    }

    private static String finish(Generation generation) {
        return generation.finishReason() == FinishReason.LENGTH ? "length" : "stop";
    }

    private static Map<String, Integer> usage(Generation generation) {
        return Map.of(
                "prompt_tokens",
                generation.promptTokens(),
                "completion_tokens",
                generation.generatedTokens(),
                "total_tokens",
                generation.promptTokens() + generation.generatedTokens());
    }
}
