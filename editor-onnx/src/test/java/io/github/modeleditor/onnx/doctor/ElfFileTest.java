package io.github.modeleditor.onnx.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The libraries in ONNX Runtime's jar are real ones, and the same on every system that runs this. */
class ElfFileTest {
    private final Path file;

    ElfFileTest(@TempDir Path folder) {
        file = folder.resolve("library.so");
    }

    private static byte[] library() throws Exception {
        try (InputStream library =
                ElfFileTest.class.getResourceAsStream("/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so")) {
            return Objects.requireNonNull(library).readAllBytes();
        }
    }

    @Test
    void readsProcessorAndNeededLibraries() throws Exception {
        Files.write(file, library());
        ElfFile elf = ElfFile.read(file).orElseThrow();
        assertThat(Host.machine(elf)).isEqualTo("amd64");
        assertThat(elf.needed()).contains("libc.so.6").doesNotHaveDuplicates().allMatch(name -> name.contains(".so"));
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "64", "2000"})
    void isEmptyForWhatIsCutOff(int length) throws Exception {
        Files.write(file, Arrays.copyOf(library(), length));
        assertThat(ElfFile.read(file)).isEmpty();
    }

    @Test
    void isEmptyForOtherFiles() throws Exception {
        Files.writeString(file, "no library ".repeat(100));
        assertThat(ElfFile.read(file)).isEmpty();
        byte[] damaged = library();
        Arrays.fill(damaged, 32, 40, (byte) -1); // the table of segments is nowhere
        Files.write(file, damaged);
        assertThat(ElfFile.read(file)).isEmpty();
        assertThat(ElfFile.read(file.resolveSibling("missing"))).isEmpty();
    }
}
