package io.github.modeleditor.onnx.chat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The templates that {@code chat_golden.py} renders, and the conversations it renders them with. */
final class Corpus {
    private static final String MARK = "\n=== ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Corpus() {}

    /** The names of all that share a file with others. */
    static Set<String> names(Path folder) throws IOException {
        return all(folder).keySet();
    }

    /** A template that has a file of its own, or one of the corpus. */
    static String template(Path folder, String name) throws IOException {
        return name.endsWith(".jinja")
                ? Files.readString(folder.resolve(name))
                : Objects.requireNonNull(all(folder).get(name));
    }

    /** A file has many templates, each behind a line with its name. */
    private static Map<String, String> all(Path folder) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("corpus"))) {
            for (Path file : files.sorted().toList()) {
                String family = file.getFileName().toString().replace(".txt", "");
                String[] parts = ("\n" + Files.readString(file)).split(MARK, -1);
                for (int i = 1; i < parts.length; i++) {
                    int end = parts[i].indexOf('\n');
                    String name = parts[i].substring(0, end);
                    String text = parts[i].substring(end + 1);
                    all.put(family + ": " + name, name.contains("windows") ? text.replace("\n", "\r\n") : text);
                }
            }
        }
        return all;
    }

    static List<Map<String, Object>> messages(Path folder, String conversation) throws IOException {
        JsonNode all = JSON.readTree(folder.resolve("conversations.json").toFile());
        return JSON.convertValue(all.get(conversation), new TypeReference<List<Map<String, Object>>>() {});
    }
}
