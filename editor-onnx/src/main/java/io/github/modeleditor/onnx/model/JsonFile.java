package io.github.modeleditor.onnx.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.modeleditor.api.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON file of a model's folder, which may be missing. */
public final class JsonFile {
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
            return new ObjectMapper().readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new InvalidModelException(
                    "The file " + file + " is no JSON (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + "). Copy it again.",
                    e);
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The file " + file + " cannot be read (" + e.getMessage() + "). Check that it is readable.", e);
        }
    }
}
