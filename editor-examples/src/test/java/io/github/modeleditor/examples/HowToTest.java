package io.github.modeleditor.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.nano.NanoModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs what the pages of {@code docs/how-to} show. A page has one class with a method {@code show}, which is given a model and
 * a folder, and a block of text, which is all that it prints.
 */
class HowToTest {
    private static final Pattern PRINTED = Pattern.compile("```text\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);
    private static final String CHAT_TEMPLATE =
            "{% for m in messages if m.content %}{{ m.content | trim }}{% endfor %}";

    @ParameterizedTest
    @MethodSource("pages")
    void itPrintsWhatThePageSays(Path page, @TempDir Path folder) throws Exception {
        List<Snippet> programs = Snippet.ofDocument(page);
        List<String> printed = Snippet.matches(PRINTED, page);
        assertThat(programs).as(page.toString()).hasSize(1);
        assertThat(printed).as(page.toString()).hasSize(1);
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(Snippet.complaints(programs, classes)).isEmpty();

        Path model = NanoModel.copyTo(folder.resolve("nano"));
        Files.writeString(model.resolve("chat_template.jinja"), CHAT_TEMPLATE);
        String output = run(programs.get(0), classes, model, Files.createDirectory(folder.resolve("work")));

        assertThat(output).isEqualToNormalizingNewlines(printed.get(0));
    }

    static List<Path> pages() throws IOException {
        List<Path> pages = Snippet.documents().stream()
                .filter(page -> page.toString().contains("how-to"))
                .filter(page -> !page.endsWith("index.md"))
                .sorted()
                .toList();
        assertThat(pages).hasSizeGreaterThanOrEqualTo(15);
        return pages;
    }

    private static String run(Snippet program, Path classes, Path model, Path folder) throws Exception {
        String name = CLASS.matcher(program.code())
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
        PrintStream standard = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, HowToTest.class.getClassLoader())) {
            Method show = Arrays.stream(loader.loadClass("snippet0." + name).getDeclaredMethods())
                    .filter(method -> method.getName().equals("show"))
                    .findFirst()
                    .orElseThrow();
            show.setAccessible(true);
            System.setOut(new PrintStream(printed, true, UTF_8));
            show.invoke(null, model, folder);
        } finally {
            System.setOut(standard);
        }
        return printed.toString(UTF_8);
    }
}
