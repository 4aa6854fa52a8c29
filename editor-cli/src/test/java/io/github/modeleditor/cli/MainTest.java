package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands between a process and its terminal. */
class MainTest {
    @Test
    void textsThatTheLocaleLostAreNoPrompts() {
        Main.requireReadable("complete", "Zo\u00eb \u6771\u4eac");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> Main.requireReadable("complete", "Zo\uFFFD\uFFFD"))
                .withMessageContaining("LC_ALL=C.UTF-8");
    }

    @Test
    void aFileDoesNotSpeakToTheTerminal(@TempDir Path folder) throws IOException {
        Path data = Files.writeString(folder.resolve("facts.json"), "[{\"a\\u001b[31mb\\r\": 1}]");
        StringWriter err = new StringWriter();
        int exit = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute("evaluate", "--model=" + NanoModel.folder(), "--data=" + data);
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("a\uFFFD[31mb\uFFFD").doesNotContain("\u001b", "\r");
    }
}
