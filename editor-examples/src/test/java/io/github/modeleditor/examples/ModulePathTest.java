package io.github.modeleditor.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application of named modules, compiled and run on the module path. */
class ModulePathTest {
    private static final Path SOURCES = Path.of("src/test/resources/module-path");

    /** What only tests have; the rest is what an application gets with the engine and the nano model. */
    private static final Pattern OF_TESTS = Pattern.compile(
            "/test-classes/|/(junit|opentest4j|apiguardian|assertj|byte-buddy|archunit|jqwik|surefire)[^/]*\\.jar$"
                    + "|/editor-(langchain4j|spring-ai|spring-boot-starter)/|/dev/langchain4j/|/org/springframework/");

    @Test
    void anApplicationEditsAndChatsOnTheModulePath(@TempDir Path folder) throws IOException, InterruptedException {
        Path classes = folder.resolve("classes");
        assertThat(compile(sources(), classes)).isEmpty();
        Path output = folder.resolve("output.txt");

        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-p",
                        classes + File.pathSeparator + modulePath(),
                        "-m",
                        "example.app/example.app.Main",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();

        String printed = Files.readString(output, UTF_8);
        assertThat(exit).as(printed).isZero();
        assertThat(printed.lines())
                .contains(
                        "modules: example.app io.github.modeleditor.api",
                        "edited: baseball",
                        "chatted: baseball",
                        "read back: true",
                        "page: true",
                        "loaded: baseball",
                        "examined: true",
                        "settings asked: true",
                        "customizer asked: true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core.training.TrainingLoop",
                "core.storage.AtomicFiles",
                "graph.ir.Graph",
                "graph.plan.TrainingGraph",
                "onnx.OnnxEngine",
                "onnx.runtime.TrainingSession",
            })
    void whatIsInsideCannotBeImported(String type, @TempDir Path folder) throws IOException {
        Path module = folder.resolve("module-info.java");
        Path intruder = folder.resolve("Intruder.java");
        Files.writeString(
                module,
                "module intruder { requires io.github.modeleditor.core; requires io.github.modeleditor.graph;"
                        + " requires io.github.modeleditor.onnx; }");
        Files.writeString(intruder, "package intruder; class Intruder { io.github.modeleditor." + type + " inside; }");
        String hidden = "io.github.modeleditor." + type.substring(0, type.lastIndexOf('.'));

        assertThat(compile(List.of(module, intruder), folder.resolve("classes")))
                .singleElement(as(STRING))
                .startsWith("compiler.err.package.not.visible")
                .contains(hidden + " is declared in module", "does not export it");
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String modulePath() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry ->
                        !OF_TESTS.matcher(Path.of(entry).toUri().getPath()).find())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What the compiler complains of. */
    private static List<String> compile(Collection<Path> files, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(complaints, null, UTF_8)) {
            List<String> options = List.of("-d", classes.toString(), "-cp", "", "-p", modulePath(), "-proc:none");
            compiler.getTask(null, manager, complaints, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        return complaints.getDiagnostics().stream()
                .map(complaint -> complaint.getCode() + ": " + complaint.getMessage(Locale.ROOT))
                .toList();
    }
}
