package io.github.modeleditor.core.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.spi.InputFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what is measured beside facts from a caller's files, in UTF-8. Blank lines are skipped. */
public final class EvaluationFileReader {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** All of a file is asked of the model, so this is far more than anybody waits for. */
    private static final long LARGEST = 256L << 20;

    private EvaluationFileReader() {}

    /**
     * Reads texts, one a line.
     *
     * @param file a text file
     * @return the texts, in order
     * @throws DatasetException if the file cannot be read or has no text
     */
    public static List<String> texts(Path file) {
        return List.copyOf(lines(file).values());
    }

    /**
     * Reads multiple-choice questions, one JSON object {@code {"question", "choices": [...], "answer"}} a line. The answer
     * is the right choice's index, counted from 0, or its text.
     *
     * @param file a file of JSON lines
     * @return the questions, in order
     * @throws DatasetException if the file cannot be read, has no question, or one is malformed; the message names the line
     */
    public static List<MultipleChoice> multipleChoice(Path file) {
        List<MultipleChoice> questions = new ArrayList<>();
        lines(file).forEach((number, line) -> {
            String place = file + ", line " + number;
            JsonNode json = parse(line, place);
            List<String> choices = new ArrayList<>();
            field(json, "choices", place).forEach(choice -> choices.add(text(choice, "choices", place)));
            JsonNode answer = field(json, "answer", place);
            int index = answer.isInt() ? answer.intValue() : choices.indexOf(answer.asText());
            try {
                questions.add(
                        new MultipleChoice(text(field(json, "question", place), "question", place), choices, index));
            } catch (InvalidConfigurationException malformed) {
                throw new DatasetException(place + " is no multiple-choice question. " + malformed.getMessage()
                        + " Give the answer as the index of a choice, counted from 0, or as its text.");
            }
        });
        return List.copyOf(questions);
    }

    /**
     * Reads reference texts, one JSON object {@code {"prompt", "text"}} a line.
     *
     * @param file a file of JSON lines
     * @return a text for each prompt, in order; of several for one prompt the last
     * @throws DatasetException if the file cannot be read, has no text, or one is malformed; the message names the line
     */
    public static Map<String, String> references(Path file) {
        Map<String, String> references = new LinkedHashMap<>();
        lines(file).forEach((number, line) -> {
            String place = file + ", line " + number;
            JsonNode json = parse(line, place);
            references.put(
                    text(field(json, "prompt", place), "prompt", place),
                    text(field(json, "text", place), "text", place));
        });
        return references;
    }

    private static Map<Integer, String> lines(Path file) {
        List<String> all;
        try {
            byte[] bytes = InputFiles.read(file, LARGEST, DatasetException::new);
            CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            all = text.toString().lines().toList();
        } catch (NoSuchFileException missing) {
            throw new DatasetException("There is no file " + file + ". Name one that exists.", missing);
        } catch (CharacterCodingException binary) {
            throw new DatasetException(file + " is no UTF-8 text. Save it as UTF-8.", binary);
        } catch (IOException unreadable) {
            throw new DatasetException("Cannot read " + file + ": " + unreadable + ".", unreadable);
        }
        Map<Integer, String> lines = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isBlank()) {
                lines.put(i + 1, all.get(i));
            }
        }
        if (lines.isEmpty()) {
            throw new DatasetException(file + " has no line with text. Give it at least one.");
        }
        return lines;
    }

    private static JsonNode parse(String line, String place) {
        try {
            JsonNode json = JSON.readTree(line);
            if (!json.isObject()) {
                throw new DatasetException(place + " is no JSON object. Give one object a line.");
            }
            return json;
        } catch (JsonProcessingException malformed) {
            throw new DatasetException(
                    place + " is no JSON object: " + malformed.getOriginalMessage() + ". Give one object a line.",
                    malformed);
        }
    }

    private static JsonNode field(JsonNode json, String name, String place) {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            throw new DatasetException(place + " lacks the field \"" + name + "\". Add it.");
        }
        return value;
    }

    private static String text(JsonNode value, String name, String place) {
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new DatasetException(
                    place + " has in \"" + name + "\" " + value + ", not a visible text. Change it.");
        }
        return value.textValue();
    }
}
