package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.onnx.JavaProcess;
import java.nio.file.Path;
import java.util.List;
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
        String output = JavaProcess.run(Start.class, folder, List.of(), "x".repeat(20_000));
        assertThat(output.strip()).endsWith(Devices.runtimeVersion());
    }
}
