package io.github.modeleditor.onnx.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.ModelImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a published model is one error that says it, and nothing is written. */
class RefusedImportsTest {
    private static final String SHARD = "model-00002-of-00003.safetensors";

    @TempDir
    private Path temporary;

    private Path model;

    @BeforeEach
    void unpack() {
        model = FixtureModel.zipped("imports/llama3", temporary.resolve("models"))
                .folder();
    }

    private void refuses(Class<? extends ModelEditorException> type, String... words) {
        Path output = temporary.resolve("output");
        assertThatThrownBy(() -> ModelImport.open(model).writeTo(output))
                .isInstanceOf(type)
                .hasMessageContainingAll(words);
        assertThat(output).doesNotExist();
        assertThat(temporary.toFile().list()).containsExactly("models");
    }

    private void configure(Consumer<ObjectNode> change) throws IOException {
        Path file = model.resolve("config.json");
        ObjectNode config = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        change.accept(config);
        new ObjectMapper().writeValue(file.toFile(), config);
    }

    @Test
    void missingShard() throws IOException {
        Files.delete(model.resolve(SHARD));
        refuses(InvalidModelException.class, SHARD, "is missing", "model.safetensors.index.json");
    }

    @Test
    void shardOutsideOfItsFolder() throws IOException {
        Path index = model.resolve("model.safetensors.index.json");
        Files.writeString(index, Files.readString(index).replace(SHARD, "../" + SHARD));
        refuses(InvalidModelException.class, "../" + SHARD, "not in its folder");
    }

    @Test
    void truncatedShard() throws IOException {
        byte[] bytes = Files.readAllBytes(model.resolve(SHARD));
        Files.write(model.resolve(SHARD), Arrays.copyOf(bytes, bytes.length - 4));
        refuses(InvalidModelException.class, SHARD, "damaged", "bytes of tensors where its header says");
    }

    @Test
    void tensorThatTheIndexDoesNotHave() throws IOException {
        Path index = model.resolve("model.safetensors.index.json");
        Files.writeString(index, Files.readString(index).replace("\"model.norm.weight\"", "\"model.normal.weight\""));
        refuses(InvalidModelException.class, "has no tensor model.norm.weight");
    }

    @Test
    void unknownArchitecture() throws IOException {
        configure(config -> config.put("model_type", "mamba"));
        refuses(UnsupportedModelException.class, "\"mamba\"", "known are bloom, falcon", "config.json");
    }

    @Test
    void configurationThatContradictsTheTensors() throws IOException {
        configure(config -> config.put("intermediate_size", 40));
        refuses(InvalidModelException.class, "model.layers.0.mlp.", "[24, 16]", "[40, 16]", "config.json");
    }

    @Test
    void tensorsThatTheConfigurationHasNoPlaceFor() throws IOException {
        configure(config -> config.put("num_hidden_layers", 1));
        refuses(InvalidModelException.class, "tensors that its configuration", "model.layers.1.");
    }

    @Test
    void nonsenseInTheConfiguration() throws IOException {
        configure(config -> config.put("num_attention_heads", -3));
        refuses(InvalidModelException.class, "num_attention_heads is -3", "a whole number");
    }

    @Test
    void unknownRotation() throws IOException {
        configure(config -> config.putObject("rope_parameters").put("rope_type", "spiral"));
        refuses(UnsupportedModelException.class, "spiral", "llama3");
    }

    @Test
    void truncatedGguf() throws IOException {
        Path file = model.resolve("model.gguf");
        byte[] bytes = Files.readAllBytes(file);
        model = Files.write(model.resolve("cut.gguf"), Arrays.copyOf(bytes, bytes.length - 64));
        refuses(InvalidModelException.class, "cut.gguf", "damaged", "begins at byte");
    }

    @Test
    void takenPlace() throws IOException {
        Path output = Files.createDirectories(temporary.resolve("taken"));
        Files.writeString(output.resolve("kept"), "kept");
        assertThatThrownBy(() -> ModelImport.open(model).writeTo(output)).isInstanceOf(StorageException.class);
        assertThat(output.toFile().list()).containsExactly("kept");
    }
}
