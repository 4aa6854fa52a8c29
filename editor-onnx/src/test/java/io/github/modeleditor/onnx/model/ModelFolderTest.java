package io.github.modeleditor.onnx.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file of a folder is the model. */
class ModelFolderTest {
    private final Path folder;

    ModelFolderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, "");
    }

    /** As one file of a repository is downloaded, or a half of an old export. */
    @ParameterizedTest
    @ValueSource(
            strings = {"model.onnx", "decoder_model.onnx", "model_fp16.onnx", "onnx/model_q4.onnx", "my-decoder.onnx"})
    void theOnlyGraphIsTheModel(String name) throws IOException {
        Path graph = file(name);
        Path tokenizer = file("tokenizer.json");
        assertThat(ModelFolder.of(folder)).isEqualTo(new ModelFolder(folder, graph, tokenizer));
    }

    @Test
    void aUsualNameComesBeforeOthers() throws IOException {
        file("model_fp16.onnx");
        file("decoder_with_past_model.onnx");
        Path usual = file("onnx/decoder_model.onnx");
        assertThat(ModelFolder.graphOf(folder)).isEqualTo(usual);
    }

    @Test
    void ofSeveralUnusualNamesACallerChooses() throws IOException {
        Path chosen = file("model_q4.onnx");
        file("onnx/model_fp16.onnx");
        assertThatThrownBy(() -> ModelFolder.graphOf(folder))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll(
                        folder.toString(), "model_q4.onnx, onnx/model_fp16.onnx", "Name the file itself");
        assertThat(ModelFolder.graphOf(chosen)).isEqualTo(chosen);
    }

    /** It was traced with one token, where no mask is needed: whole texts would see what follows. */
    @Test
    void theHalfThatContinuesTextsIsNoModel() throws IOException {
        file("onnx/decoder_with_past_model.onnx");
        assertThatThrownBy(() -> ModelFolder.graphOf(folder))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll("onnx/decoder_with_past_model.onnx", "decoder_model.onnx", "beside it");
    }

    @Test
    void nothingIsNoModel() {
        assertThatThrownBy(() -> ModelFolder.graphOf(folder))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll(folder.toString(), "holds no ONNX graph", "model.safetensors");
    }
}
