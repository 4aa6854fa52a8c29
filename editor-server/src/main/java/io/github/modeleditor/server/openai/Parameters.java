package io.github.modeleditor.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.modeleditor.api.Conversation;
import io.github.modeleditor.api.Message;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.server.http.HttpFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a client asked for. A setting that is not supported is refused unless it asks for nothing. */
final class Parameters {
    private static final int MOST_STOP_STRINGS = 16;

    private static final Map<String, Predicate<JsonNode>> ASK_FOR_NOTHING = Map.ofEntries(
            Map.entry("n", value -> value.asInt() == 1),
            Map.entry("best_of", value -> value.asInt() == 1),
            Map.entry("echo", value -> !value.asBoolean()),
            Map.entry("suffix", value -> value.asText().isEmpty()),
            Map.entry("logprobs", value -> value.isBoolean() && !value.asBoolean()),
            Map.entry("top_logprobs", value -> value.asInt() == 0),
            Map.entry("frequency_penalty", value -> value.asDouble() == 0),
            Map.entry("presence_penalty", value -> value.asDouble() == 0),
            Map.entry("logit_bias", JsonNode::isEmpty),
            Map.entry("tools", JsonNode::isEmpty),
            Map.entry("functions", JsonNode::isEmpty),
            Map.entry("response_format", value -> value.path("type").asText().equals("text")));

    private final JsonNode body;

    Parameters(JsonNode body) {
        this.body = body;
        ASK_FOR_NOTHING.forEach((name, nothing) -> {
            if (body.hasNonNull(name) && !nothing.test(body.get(name))) {
                throw HttpFailure.badRequest("The parameter " + name + " is not supported. Leave it out.");
            }
        });
    }

    /** Which model; empty where the client leaves that to the server. */
    Optional<String> model() {
        return text("model");
    }

    boolean streams() {
        return body.path("stream").asBoolean();
    }

    boolean wantsUsageInStream() {
        return body.path("stream_options").path("include_usage").asBoolean();
    }

    /** How the text is written. Greedy unless the client says otherwise: what is checked should be what is said. */
    GenerationConfig config(int usualTokens, int mostTokens) {
        String limit = body.hasNonNull("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
        return GenerationConfig.defaults()
                .withMaximumTokens(Math.min(mostTokens, integer(limit, usualTokens)))
                .withTemperature(number("temperature", 0))
                .withTopP(number("top_p", 1))
                .withSeed(body.path("seed").asLong(0))
                .withStopStrings(stops());
    }

    private int integer(String name, int usual) {
        if (!body.hasNonNull(name)) {
            return usual;
        }
        JsonNode value = body.path(name);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw wrong(name, "a whole number");
        }
        return value.asInt();
    }

    private double number(String name, double usual) {
        if (!body.hasNonNull(name)) {
            return usual;
        }
        JsonNode value = body.path(name);
        if (!value.isNumber()) {
            throw wrong(name, "a number");
        }
        return value.asDouble();
    }

    private Optional<String> text(String name) {
        if (!body.hasNonNull(name)) {
            return Optional.empty();
        }
        JsonNode value = body.path(name);
        if (!value.isTextual()) {
            throw wrong(name, "a text");
        }
        return Optional.of(value.asText());
    }

    private List<String> stops() {
        if (!body.hasNonNull("stop")) {
            return List.of();
        }
        JsonNode value = body.path("stop");
        List<String> stops = new ArrayList<>();
        (value.isArray() ? value : List.of(value)).forEach(each -> {
            if (!each.isTextual() || each.asText().isEmpty()) {
                throw wrong("stop", "a text that is not empty, or a list of them");
            }
            stops.add(each.asText());
        });
        if (stops.size() > MOST_STOP_STRINGS) {
            throw wrong("stop", "a list of at most " + MOST_STOP_STRINGS + " texts");
        }
        return stops;
    }

    String prompt() {
        JsonNode value = body.path("prompt");
        if (value.isArray() && value.size() == 1) {
            value = value.get(0);
        }
        if (!value.isTextual()) {
            throw wrong("prompt", "one text");
        }
        return value.asText();
    }

    Conversation conversation() {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw wrong("messages", "a list of at least one message");
        }
        List<Message> turns = new ArrayList<>();
        messages.forEach(
                message -> turns.add(new Message(role(message.path("role")), content(message.path("content")))));
        return new Conversation(turns);
    }

    private static Message.Role role(JsonNode role) {
        return switch (role.asText()) {
            case "system", "developer" -> Message.Role.SYSTEM;
            case "user" -> Message.Role.USER;
            case "assistant" -> Message.Role.ASSISTANT;
            default -> throw wrong("role of a message", "system, user or assistant");
        };
    }

    /** A text, or a list of parts of which each is one. */
    private static String content(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        if (!content.isArray()) {
            throw wrong("content of a message", "a text");
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> {
            if (!part.path("text").isTextual()) {
                throw wrong("content of a message", "made of texts alone");
            }
            text.append(part.path("text").asText());
        });
        return text.toString();
    }

    private static HttpFailure wrong(String what, String allowed) {
        return HttpFailure.badRequest("The " + what + " is not as it should be. Make it " + allowed + ".");
    }
}
