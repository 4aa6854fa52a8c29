package io.github.modeleditor.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("\\bclass (\\w+)");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

    @Test
    void theJavaOfTheDocumentsCompiles(@TempDir Path classes) throws IOException {
        List<String> examples = new ArrayList<>();
        for (Path document : documents()) {
            examples.addAll(matches(JAVA, document));
        }
        assertThat(examples).hasSizeGreaterThan(2);
        List<JavaFileObject> sources = examples.stream()
                .map(code -> source(
                        CLASS.matcher(code).results().findFirst().orElseThrow().group(1), code))
                .toList();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();

        boolean compiled = compiler.getTask(
                        complaints,
                        null,
                        null,
                        List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none"),
                        null,
                        sources)
                .call();

        assertThat(compiled).as(complaints::toString).isTrue();
    }

    @Test
    void everyLinkOfTheDocumentsLeadsToAFile() throws IOException {
        for (Path document : documents()) {
            assertThat(matches(LINK, document)).as(document.toString()).allSatisfy(link -> assertThat(
                            document.resolveSibling(link))
                    .exists());
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
            List<Path> documents = Stream.concat(top, below)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
            assertThat(documents).hasSizeGreaterThan(4);
            return documents;
        }
    }

    @SuppressWarnings("NullAway") // both patterns have a group that takes part in every match
    private static List<String> matches(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document, UTF_8))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static JavaFileObject source(String name, String code) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}
