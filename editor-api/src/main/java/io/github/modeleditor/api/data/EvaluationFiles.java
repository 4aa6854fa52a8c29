package io.github.modeleditor.api.data;

import io.github.modeleditor.api.config.MultipleChoice;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.spi.Providers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads what is measured beside facts from a caller's files, in UTF-8. Blank lines are skipped. */
public final class EvaluationFiles {
    private EvaluationFiles() {}

    /**
     * Reads texts, one a line, such as for {@link io.github.modeleditor.api.config.EvaluationConfig#withDriftTexts}.
     *
     * @param file a text file
     * @return the texts, in order
     * @throws DatasetException if the file cannot be read or has no text
     */
    public static List<String> texts(Path file) {
        Objects.requireNonNull(file, "file");
        return Providers.formats().readTexts(file);
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
        Objects.requireNonNull(file, "file");
        return Providers.formats().readMultipleChoice(file);
    }

    /**
     * Reads reference texts, one JSON object {@code {"prompt", "text"}} a line.
     *
     * @param file a file of JSON lines
     * @return a text for each prompt, in order; of several for one prompt the last
     * @throws DatasetException if the file cannot be read, has no text, or one is malformed; the message names the line
     */
    public static Map<String, String> references(Path file) {
        Objects.requireNonNull(file, "file");
        return Providers.formats().readReferences(file);
    }
}
