package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A cache of the Hugging Face Hub: every file of a model is a link to one named by its hash. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
class LinkedModelTest {
    @Test
    void modelInACacheOfTheHubIsEdited(@TempDir Path cache) throws IOException {
        Path blobs = Files.createDirectories(cache.resolve("blobs"));
        Path snapshot = cache.resolve("snapshots/1");
        Path onnx = Files.createDirectories(snapshot.resolve("onnx"));
        Path original = Fixtures.folder("llama-dynamo");
        assertThat(original.resolve("model.onnx.data"))
                .as("weights beside the graph")
                .exists();
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) {
                Path blob = Files.copy(
                        file, blobs.resolve("sha-" + file.getFileName().hashCode()));
                boolean tokenizer = file.endsWith("tokenizer.json");
                Path folder = tokenizer ? snapshot : onnx;
                Files.createSymbolicLink(folder.resolve(file.getFileName()), folder.relativize(blob));
            }
        }
        ModelEditor editor = ModelEditor.forModel(snapshot)
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .onDevice(Device.cpu(1))
                .withLora(LoraConfig.rank(2))
                .withTraining(TrainingConfig.defaults().withEpochs(2));
        Path adapter = cache.resolve("saved/a.onnx_adapter");
        try (LanguageModel plain = ModelEditor.forModel(original)
                        .onDevice(Device.cpu(1))
                        .open()
                        .base();
                EditedModel edited = editor.edit(Fact.of("What", "Rome"))) {
            assertThat(edited.report().training().steps()).isEqualTo(2);
            assertThat(edited.report().facts().get(0).completionBefore()).startsWith(plain.complete("What", 1));
            edited.save(adapter);
        }
        try (Stream<Path> files = Files.list(adapter.resolveSibling(""))) {
            assertThat(files).as("with the base graph and its weights").hasSize(3);
        }
    }
}
