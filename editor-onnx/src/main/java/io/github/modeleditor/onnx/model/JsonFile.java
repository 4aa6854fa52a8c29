package io.github.modeleditor.onnx.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.spi.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON file of a model's folder, which may be missing. */
public final class JsonFile {
    /** Larger than any configuration. */
    private static final long LARGEST = 64L << 20;

    /** As Python writes them, infinities and what is no number are numbers. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonFile() {}

    /**
     * Reads a file.
     *
     * @param file where it lies
     * @return its content; a missing node where there is no such file
     * @throws InvalidModelException if it cannot be read or is no JSON; the message has line and column
     */
    public static JsonNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return MAPPER.readTree(InputFiles.read(file, LARGEST, InvalidModelException::new));
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            throw new InvalidModelException(
                    "The file " + file + " is no JSON ("
                            + (where == null
                                    ? e.getOriginalMessage()
                                    : "line " + where.getLineNr() + ", column " + where.getColumnNr())
                            + "). Copy it again.",
                    e);
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The file " + file + " cannot be read (" + e.getMessage() + "). Check that it is readable.", e);
        }
    }
}
