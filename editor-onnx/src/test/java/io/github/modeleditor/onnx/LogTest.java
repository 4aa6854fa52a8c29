package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.ModelEditor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process says of itself with an ordinary SLF4J provider. */
class LogTest {
    private static final List<String> INFO = List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log." + ModelEditor.LOGGER + "=info",
            "-Dorg.slf4j.simpleLogger.showShortLogName=false",
            "-Dorg.slf4j.simpleLogger.showThreadName=true",
            "-XX:TieredStopAtLevel=1");

    @Test
    void openingEditingSavingReadingAndMergingAreLoggedByOneLogger(@TempDir Path folder) throws Exception {
        Path empty = Files.createDirectory(folder.resolve("out"));
        Path model = Fixtures.folder("llama-torchscript");
        List<String> lines = JavaProcess.run(LoggedSession.class, folder, INFO, model.toString(), empty.toString())
                .lines()
                .filter(line -> line.contains(" INFO "))
                .toList();
        assertThat(lines).allMatch(line -> line.contains(" " + ModelEditor.LOGGER + " - "));
        List<String> sentences = lines.stream()
                .map(line -> line.substring(line.indexOf(" - ") + 3))
                .toList();
        assertThat(sentences).allMatch(line -> line.endsWith("."));
        assertThat(sentences.get(0)).startsWith("Opened " + model + " on cpu");
        assertThat(sentences)
                .anyMatch(line -> line.startsWith("Training took "))
                .anyMatch(line -> line.startsWith("Saved an adapter of rank "))
                .anyMatch(line -> line.startsWith("Read an adapter of rank "))
                .last()
                .asString()
                .startsWith("Merged an adapter into its model");
    }
}
