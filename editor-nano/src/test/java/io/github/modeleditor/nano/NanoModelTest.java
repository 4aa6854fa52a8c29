package io.github.modeleditor.nano;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NanoModelTest {
    @Test
    void everyCallOfAProcessGivesTheSameFolder() {
        Set<Path> folders = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 32).parallel().forEach(call -> folders.add(NanoModel.folder()));

        assertThat(folders).hasSize(1);
        assertThat(NanoModel.folder().resolve("model.onnx")).isNotEmptyFile();
    }

    @Test
    void isAtMostEightMegabytes(@TempDir Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(NanoModel.copyTo(folder.resolve("nano")))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                bytes += Files.size(file);
            }
        }

        assertThat(bytes).isBetween(1_000_000L, 8_000_000L);
    }

    @Test
    void replacesWhatIsThereAndLeavesTheRest(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), "old");
        Files.writeString(folder.resolve("mine.txt"), "kept");

        NanoModel.copyTo(folder);

        assertThat(folder.resolve("config.json")).content().contains("LlamaForCausalLM");
        assertThat(folder.resolve("mine.txt")).hasContent("kept");
    }

    @Test
    void saysThatAFileIsNoFolder(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> NanoModel.copyTo(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void knowsItsFacts() {
        assertThat(NanoModel.facts())
                .hasSize(609)
                .allSatisfy(fact -> assertThat(fact.prompt()).contains(subject(fact)))
                .allSatisfy(fact -> assertThat(fact.paraphrases()).hasSize(4));
    }

    @Test
    void demoEditsContradictWhatTheModelKnowsAndCanBeMeasured() {
        assertThat(NanoModel.demoEdits()).hasSize(5).allSatisfy(edit -> {
            assertThat(NanoModel.facts())
                    .anyMatch(fact -> fact.prompt().equals(edit.prompt())
                            && edit.oldTarget().orElseThrow().equals(fact.target()));
            assertThat(edit.target()).isNotEqualTo(edit.oldTarget().orElseThrow());
            assertThat(edit.probes().heldOutParaphrases()).hasSize(3);
            assertThat(edit.probes().locality()).hasSize(4).noneMatch(probe -> probe.expected()
                    .equals(edit.target()));
        });
    }

    @Test
    void leavesNothingBehindWhenTheProcessEnds(@TempDir Path temporary) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        PrintsFolder.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).contains(temporary.resolve("modeleditor-nano-").toString());
        assertThat(temporary).isEmptyDirectory();
    }

    /** What a short-lived program does. */
    static final class PrintsFolder {
        private PrintsFolder() {}

        public static void main(String[] arguments) {
            System.out.println(NanoModel.folder());
        }
    }

    private static String subject(Fact fact) {
        return fact.subject().orElseThrow();
    }
}
