package io.github.modeleditor.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads the library's own JSON lines. */
final class BuiltInLines {
    private static final String FOLDER = "/io/github/modeleditor/core/preservation/";

    private BuiltInLines() {}

    static <T> List<T> read(String name, Function<JsonNode, T> reader) {
        List<T> read = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try {
            for (String line : Resources.readLines(Resources.getResource(BuiltInLines.class, FOLDER + name), UTF_8)) {
                read.add(reader.apply(json.readTree(line)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "The library's own resource " + FOLDER + name + " cannot be read", unreadable);
        }
        return read;
    }
}
