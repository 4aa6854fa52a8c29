package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.nano.NanoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GGUF files on the command line, of a model that has none: what is in them is tested beside the engine. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class GgufFormatTest {
    @TempDir
    Path folder;

    private String err = "";

    private int execute(String... arguments) {
        Execution run = Execution.of(arguments);
        err = run.err();
        return run.exit();
    }

    private int edit(Path adapter, String format) throws IOException {
        Path data = Files.writeString(
                folder.resolve("facts.jsonl"), "{\"prompt\": \"The capital of Egypt is\", \"target\": \"Vienna\"}\n");
        return execute(
                "edit",
                "--model=" + NanoModel.folder(),
                "--data=" + data,
                "--prefixes=0",
                "--epochs=1",
                "--device=cpu:1",
                "--save=" + adapter,
                "--save-format=" + format);
    }

    @Test
    void anAdapterIsSavedForLlamaCppAndGivesWayToAnother() throws IOException {
        Path adapter = folder.resolve("edit.gguf");
        for (int time = 0; time < 2; time++) {
            assertThat(edit(adapter, "gguf")).as(err).isZero();
            assertThat(Files.readAllBytes(adapter)).startsWith('G', 'G', 'U', 'F');
        }
    }

    @Test
    void whatIsNoModelOfGgufIsNotMergedIntoOne() throws IOException {
        Path adapter = folder.resolve("edit.onnx_adapter");
        Path output = folder.resolve("edited.gguf");
        assertThat(edit(adapter, "onnx")).as(err).isZero();
        assertThat(merge(adapter, output, "gguf-f16")).isNotZero();
        assertThat(err).contains("import did not write");
        assertThat(output).doesNotExist();
        assertThat(merge(adapter, output, "gguf")).isNotZero();
        assertThat(err).contains("onnx, gguf-f16, gguf-q8-0");
    }

    private int merge(Path adapter, Path output, String format) {
        return execute(
                "merge",
                "--model=" + NanoModel.folder(),
                "--adapter=" + adapter,
                "--format=" + format,
                "--output=" + output);
    }
}
