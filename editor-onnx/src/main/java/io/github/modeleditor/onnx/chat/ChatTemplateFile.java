package io.github.modeleditor.onnx.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.onnx.model.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a model's chat template: in {@code chat_template.jinja}, else in {@code tokenizer_config.json}, else in {@code
 * chat_template.json}, where processors of older transformers put it.
 */
public final class ChatTemplateFile {
    private static final String SUFFIX = "_token";
    private static final String FIELD = "chat_template";
    /** The longest published ones have 30 KB. */
    private static final long LONGEST = 1 << 20;

    private ChatTemplateFile() {}

    /**
     * Reads the template of a model. Where the configuration has several, it is the one named {@code default}.
     *
     * @param folder where the tokenizer lies
     * @param specialTokens what templates call {@code bos_token}, {@code eos_token} and so on, where the tokenizer's
     *     configuration does not say
     * @return the template; empty where the model has none
     * @throws InvalidModelException if a file cannot be read
     */
    public static Optional<JinjaChatTemplate> read(Path folder, Map<String, String> specialTokens) {
        Path file = folder.resolve("tokenizer_config.json");
        JsonNode config = JsonFile.read(file);
        Map<String, String> tokens = new LinkedHashMap<>(specialTokens);
        config.properties().stream()
                .filter(entry -> entry.getKey().endsWith(SUFFIX))
                .forEach(entry ->
                        text(entry.getValue(), "content").ifPresent(token -> tokens.put(entry.getKey(), token)));
        Path jinja = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(jinja)) {
            return Optional.of(new JinjaChatTemplate(jinja, string(jinja), tokens));
        }
        Path json = folder.resolve("chat_template.json");
        return template(config.path(FIELD))
                .map(text -> new JinjaChatTemplate(file, text, tokens))
                .or(() -> template(JsonFile.read(json).path(FIELD))
                        .map(text -> new JinjaChatTemplate(json, text, tokens)));
    }

    private static Optional<String> template(JsonNode value) {
        return value.isArray()
                ? Streams.stream(value)
                        .filter(named -> named.path("name").asText().equals("default"))
                        .findFirst()
                        .flatMap(named -> text(named, "template"))
                : text(value, "template");
    }

    /** A text, or the text of an object's field. */
    private static Optional<String> text(JsonNode value, String field) {
        JsonNode text = value.isObject() ? value.path(field) : value;
        return text.isTextual() ? Optional.of(text.textValue()) : Optional.empty();
    }

    private static String string(Path file) {
        try {
            long size = Files.size(file);
            if (size > LONGEST) {
                throw new InvalidModelException("The file " + file + " has " + size
                        + " bytes, and a chat template has at most " + LONGEST + ". Put the model's template there.");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The file " + file + " cannot be read (" + e.getMessage() + "). Check that it is readable.", e);
        }
    }
}
