package io.github.modeleditor.importer.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Path;

/** JSON files of a model's folder. */
public final class JsonFiles {
    private JsonFiles() {}

    /**
     * Reads a file.
     *
     * @param file where it lies
     * @return its content
     * @throws InvalidModelException if it cannot be read or is no JSON; the message has line and column
     */
    public static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new InvalidModelException(
                    "The file " + file + " is no JSON (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + "). Download it again.",
                    e);
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The file " + file + " cannot be read (" + e.getMessage()
                            + "). Check that it exists and is readable.",
                    e);
        }
    }
}
