package io.github.modeleditor.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Reads the library's own JSON lines. */
final class BuiltInLines {
    private BuiltInLines() {}

    static <T> List<T> read(String name, Function<JsonNode, T> reader) {
        List<T> read = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        // A module's resources are seen from within it alone, so no other library can look for them.
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(BuiltInLines.class.getResourceAsStream(name), name), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read.add(reader.apply(json.readTree(line)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The library's own resource " + name + " cannot be read", unreadable);
        }
        return read;
    }
}
