package io.github.modeleditor.onnx.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.training.LoraInitialization;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.JavaProcess;
import io.github.modeleditor.onnx.OnnxEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was there before a save that fails is there afterwards, and nothing else. */
class FailedSavingTest {
    private final Path folder;

    FailedSavingTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** To the writer a limit on the length of files is what a full disk is: some bytes are written, then no more. */
    @Test
    void noRoomLeavesTheOldFileWholeAndNoPiecesOfTheNew() throws IOException, InterruptedException {
        assumeThat(List.of(Path.of("/usr/bin/prlimit"), Path.of("/bin/prlimit")))
                .anyMatch(Files::isExecutable);
        Path saved = Files.createDirectory(folder.resolve("saved"));
        Path adapter = Files.write(saved.resolve("tower.onnx_adapter"), "1234TORT the old adapter".getBytes(UTF_8));
        Path graphs = Files.createDirectory(saved.resolve("graphs"));
        Path peft = Files.createDirectory(saved.resolve("peft"));
        Files.writeString(peft.resolve(PeftConfig.NAME), "{}");
        Path merged = saved.resolve("merged");
        Map<String, String> before = ModelCopy.snapshot(adapter);
        String messages = JavaProcess.run(
                SavingWithoutRoom.class,
                folder,
                List.of("-XX:-UsePerfData"),
                Fixtures.folder("gpt2-dynamo").toString(),
                adapter.toString(),
                graphs.toString(),
                peft.toString(),
                merged.toString());
        assertThat(messages)
                .contains("Cannot write " + adapter + ": File too large")
                .contains("Cannot write " + graphs.resolve(BaseGraph.NAME) + ": File too large")
                .contains("Cannot write " + peft.resolve(PeftFolder.TENSORS) + ": File too large")
                .contains("Cannot write " + merged.resolve("generations.json") + ": File too large");
        assertThat(ModelCopy.snapshot(adapter)).isEqualTo(before);
        assertThat(saved.toFile().list()).containsExactlyInAnyOrder("tower.onnx_adapter", "graphs", "peft");
        assertThat(graphs).isEmptyDirectory();
        assertThat(peft.toFile().list()).containsExactly(PeftConfig.NAME);
    }

    @Test
    void fileInPlaceOfTheFolderIsNamedAndKept() throws IOException {
        Path file = Files.write(folder.resolve("file"), "kept".getBytes(UTF_8));
        try (OnnxEngine engine = OnnxEngine.open(Fixtures.folder("llama-dynamo"), Device.cpu(1), LoraConfig.rank(2))) {
            assertThatThrownBy(() -> engine.writeBaseGraph(file))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("folder");
        }
        assertThat(file).hasContent("kept");
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    /** A slip of the pen must not cost a model. */
    @Test
    void onlyAnAdapterGivesWayToAnAdapter() throws IOException {
        Path model = ModelCopy.of("llama-dynamo", folder).folder();
        Map<String, String> before = ModelCopy.snapshot(model);
        try (OnnxEngine engine = OnnxEngine.open(model, Device.cpu(1), LoraConfig.rank(2))) {
            LoraWeights weights = LoraInitialization.of(engine.layout(LoraConfig.rank(2)), 1);
            for (String name : List.of("model.onnx", "model.onnx.data", "tokenizer.json")) {
                Path file = model.resolve(name);
                assertThatThrownBy(() -> engine.adapterWriter().write(file, AdapterFormat.ONNX, weights, "fingerprint"))
                        .isInstanceOf(StorageException.class)
                        .hasMessage("The file " + file + " is there and is no adapter; it was left as it is. "
                                + "Write to another name.");
            }
            assertThat(ModelCopy.snapshot(model)).isEqualTo(before);
            Path adapter = Files.createFile(folder.resolve("empty.onnx_adapter"));
            engine.adapterWriter().write(adapter, AdapterFormat.ONNX, weights, "old");
            engine.adapterWriter()
                    .write(
                            adapter,
                            AdapterFormat.ONNX,
                            weights,
                            engine.description().fingerprint());
            assertThat(engine.readAdapter(adapter).values()).isNotEmpty();
        }
    }
}
