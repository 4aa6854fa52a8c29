package io.github.modeleditor.onnx.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.spi.InputFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Looks a tokenizer.json through before the library opens it, which is native code: what goes wrong there ends the process, and
 * nothing in Java can catch it. The vocabulary is read past, not kept.
 */
final class TokenizerCheck {
    /** Four times the largest that are published. */
    private static final long LARGEST = 160L << 20;

    private static final int MOST_ADDED = 20_000;
    private static final int LONGEST_ADDED = 1_000;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> COMPONENTS = List.of("normalizer", "pre_tokenizer", "post_processor", "decoder");

    private final Path file;
    private final TokenizerComponents components = new TokenizerComponents();
    private String continuation = "";
    private Optional<String> oddMerge = Optional.empty();

    private TokenizerCheck(Path file) {
        this.file = file;
    }

    /**
     * Checks a file.
     *
     * @param file a tokenizer.json
     * @return the expressions that it splits texts by
     * @throws InvalidModelException if it is no tokenizer, or one that the library could not be trusted with
     */
    static List<SplitPattern> check(Path file) {
        TokenizerCheck check = new TokenizerCheck(file);
        try {
            InputFiles.size(file, LARGEST, InvalidModelException::new);
            check.prefix();
            InputFiles.reading(file, InvalidModelException::new, () -> {
                check.read();
                return check;
            });
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The tokenizer " + file + " cannot be read (" + e.getMessage() + "). Copy it again.", e);
        }
        return check.components.patterns();
    }

    private InvalidModelException refused(String what) {
        return new InvalidModelException("The tokenizer " + file + " " + what
                + ", which no tokenizer should, so it is not opened. Take the one that the model was trained with.");
    }

    /** What marks a piece that goes on with a word; it may stand behind the merges that it is about. */
    private void prefix() throws IOException {
        try (JsonParser json = MAPPER.createParser(file.toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean model = json.currentName().equals("model");
                JsonToken value = json.nextToken();
                if (!model || value != JsonToken.START_OBJECT) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    boolean marks = json.currentName().equals("continuing_subword_prefix");
                    if (json.nextToken() == JsonToken.VALUE_STRING && marks) {
                        continuation = json.getText();
                    }
                    json.skipChildren();
                }
            }
        }
    }

    private void read() throws IOException {
        try (JsonParser json = MAPPER.createParser(file.toFile())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw refused("is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String section = json.currentName();
                JsonToken value = json.nextToken();
                if (COMPONENTS.contains(section)) {
                    JsonNode component = MAPPER.readTree(json);
                    components.fault(component).ifPresent(what -> {
                        throw refused("has a " + section + " that " + what);
                    });
                } else if (section.equals("added_tokens") && value == JsonToken.START_ARRAY) {
                    added(json);
                } else if (section.equals("model") && value == JsonToken.START_OBJECT) {
                    model(json);
                } else {
                    json.skipChildren();
                }
            }
        }
        oddMerge.ifPresent(piece -> {
            throw refused("merges \"" + piece + "\", which does not begin with its prefix \"" + continuation + "\"");
        });
    }

    private void added(JsonParser json) throws IOException {
        int count = 0;
        while (json.nextToken() == JsonToken.START_OBJECT) {
            if (++count > MOST_ADDED) {
                throw refused("adds more than " + MOST_ADDED + " tokens");
            }
            JsonNode token = MAPPER.readTree(json);
            if (token.path("content").asText().length() > LONGEST_ADDED) {
                throw refused(
                        "adds a token of " + token.path("content").asText().length() + " characters");
            }
        }
    }

    private void model(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean merges = json.currentName().equals("merges");
            if (json.nextToken() == JsonToken.START_ARRAY && merges && !continuation.isEmpty()) {
                merges(json);
            } else {
                json.skipChildren();
            }
        }
    }

    /** The library cuts the prefix off the second piece without asking whether it is there. */
    private void merges(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        while (token != JsonToken.END_ARRAY && token != null) {
            String second = "";
            if (token == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.VALUE_STRING) {
                    second = json.getText();
                }
            } else {
                second = json.getText().substring(json.getText().lastIndexOf(' ') + 1);
            }
            boolean plain = continuation.chars().allMatch(c -> c < 0x80);
            if (!second.startsWith(continuation) || !plain) {
                oddMerge = Optional.of(second);
            }
            token = json.nextToken();
        }
    }
}
