package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts that are typed. */
class TypedFactTest {
    private final StringWriter err = new StringWriter();

    private int edit(String... options) {
        return Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(options);
    }

    @Test
    void twoTypedFactsAreTaught(@TempDir Path folder) throws IOException {
        Path report = folder.resolve("report.json");
        assertThat(edit(
                        "edit",
                        "--model=" + NanoModel.folder(),
                        "--device=cpu:1",
                        "--method=paper",
                        "--prefixes=0",
                        "--epochs=3",
                        "--fact",
                        "The capital of Egypt is",
                        "Vienna",
                        "--fact",
                        "The capital of France is",
                        "Rome",
                        "--report=" + report))
                .as(err.toString())
                .isZero();
        assertThat(Files.readString(report)).contains("The capital of Egypt is", "Vienna", "The capital of France is");
    }

    @Test
    void aFileAndTypedFactsExcludeEachOther() {
        assertThat(edit("edit", "--model=m", "--data=f", "--fact", "a", "b")).isEqualTo(2);
        assertThat(err.toString()).contains("exclude each other");
        assertThat(edit("edit", "--model=m")).isEqualTo(2);
        assertThat(err.toString()).contains("'--data=FILE' or '--fact PROMPT TARGET'");
        assertThat(edit("edit", "--model=m", "--fact", "a")).isEqualTo(2);
        assertThat(err.toString()).contains("--fact");
    }
}
