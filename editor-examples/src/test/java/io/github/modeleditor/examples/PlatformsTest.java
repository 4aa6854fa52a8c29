package io.github.modeleditor.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlatformsTest {
    private static final Map<String, String> PROPERTIES = Map.of(
            "ONNX Runtime", "onnxruntime.version",
            "tokenizers (DJL)", "tokenizers.version",
            "protobuf-java", "protobuf.version",
            "Guava", "guava.version",
            "Jackson", "jackson.version",
            "SLF4J", "slf4j.version",
            "FlatBuffers", "flatbuffers.version");

    @Test
    void theTableOfVersionsIsThatOfTheBuild() throws IOException {
        String build = Files.readString(Path.of("../pom.xml"), UTF_8);
        String page = Files.readString(Path.of("../docs/platforms.md"), UTF_8);

        assertThat(PROPERTIES).allSatisfy((name, property) -> {
            String version = between(build, "<" + property + ">", "</");
            assertThat(page).contains("| " + name + " | " + version + " |");
        });
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as(start).isNotNegative();
        return text.substring(from + start.length(), text.indexOf(end, from));
    }
}
