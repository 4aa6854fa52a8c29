package io.github.modeleditor.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages that {@code docs/troubleshooting.md} explains are messages of the code, each of one class. */
class TroubleshootingTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PAGE = ROOT.resolve("docs/troubleshooting.md");
    private static final Pattern MESSAGE = Pattern.compile("^> `([^`]+)`$", Pattern.MULTILINE);
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    private static final Pattern CONTINUED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern CONVERSION = Pattern.compile("%(?:\\.\\d+)?[a-z]");

    @Test
    void everyMessageIsOneOfTheCode() throws IOException {
        List<String> messages = Snippet.matches(MESSAGE, PAGE);
        assertThat(messages).hasSizeGreaterThan(30);
        List<String> texts = sources().stream().map(TroubleshootingTest::texts).toList();

        assertThat(messages).allSatisfy(message -> assertThat(texts).as(message).anyMatch(text -> says(text, message)));
    }

    @Test
    void everyKindOfFailureIsExplained() throws IOException {
        List<String> messages = Snippet.matches(MESSAGE, PAGE);
        StringBuilder explained = new StringBuilder();
        for (Path file : sources()) {
            String texts = texts(file);
            if (messages.stream().anyMatch(message -> says(texts, message))) {
                explained.append(Files.readString(file, UTF_8));
            }
        }
        try (Stream<Path> kinds =
                Files.list(ROOT.resolve("editor-api/src/main/java/io/github/modeleditor/api/error"))) {
            List<String> names = kinds.map(kind -> kind.getFileName().toString().replace(".java", ""))
                    .filter(name -> name.endsWith("Exception") && !name.equals("ModelEditorException"))
                    .toList();
            assertThat(names).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(explained)
                    .contains("new " + name + "("));
        }
    }

    private static boolean says(String text, String message) {
        int from = 0;
        for (String part : Splitter.on('…').split(message)) {
            int found = text.indexOf(part, from);
            if (found < 0) {
                return false;
            }
            from = found + part.length();
        }
        return true;
    }

    /** The literals of a class in their order, those that {@code +} strings together as one, with gaps where values stand. */
    private static String texts(Path file) {
        try {
            String source = CONTINUED.matcher(Files.readString(file, UTF_8)).replaceAll("");
            StringBuilder texts = new StringBuilder();
            Matcher literals = LITERAL.matcher(source);
            while (literals.find()) {
                texts.append(CONVERSION
                                .matcher(literals.group(1))
                                .replaceAll("…")
                                .replace("\\\"", "\""))
                        .append('…');
            }
            return texts.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> ROOT.relativize(file).toString().matches("editor-\\w+.src.main.java.*\\.java"))
                    .sorted()
                    .toList();
        }
    }
}
