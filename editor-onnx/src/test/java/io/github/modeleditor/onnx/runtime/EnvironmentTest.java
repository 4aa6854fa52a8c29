package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    /** What the other process runs. */
    static final class Start {
        private Start() {}

        public static void main(String[] arguments) {
            System.out.println(Devices.runtimeVersion());
        }
    }

    @Test
    void startsInAProcessWithALongCommandLine(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Start.class.getName(),
                        "x".repeat(20_000))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(output).strip()).endsWith(Devices.runtimeVersion());
    }
}
