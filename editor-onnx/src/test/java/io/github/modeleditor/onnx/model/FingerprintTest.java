package io.github.modeleditor.onnx.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.ir.GraphReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    private final ModelCopy model;
    private final Path folder;
    private final String before;

    FingerprintTest(@TempDir Path folder) {
        this.folder = folder;
        model = ModelCopy.of("llama-dynamo", folder);
        before = fingerprint(model.graph());
    }

    private static String fingerprint(Path file) {
        return Fingerprint.of(file, GraphReader.read(file));
    }

    private void flipLowestBit(String name, int index) {
        byte[] bytes = model.read(name);
        bytes[index] ^= 1;
        model.write(name, bytes);
    }

    @Test
    void isTheHashOfGraphAndWeights() {
        assertThat(before)
                .isEqualTo(Hashing.sha256()
                        .hashBytes(Bytes.concat(model.read("model.onnx"), model.read("model.onnx.data")))
                        .toString());
    }

    @Test
    void oneBitOfTheGraphChangesIt() {
        byte[] whole = model.read("model.onnx");
        int inTheWeights = Bytes.indexOf(
                whole, model.proto().getGraph().getInitializer(1).getRawData().toByteArray());
        flipLowestBit("model.onnx", inTheWeights);
        assertThat(fingerprint(model.graph())).isNotEqualTo(before);
        flipLowestBit("model.onnx", inTheWeights);
        assertThat(fingerprint(model.graph())).isEqualTo(before);
    }

    @Test
    void oneBitOfTheWeightsChangesIt() {
        for (int index : new int[] {0, 100_000, model.read("model.onnx.data").length - 1}) {
            flipLowestBit("model.onnx.data", index);
            assertThat(fingerprint(model.graph())).as("byte %d", index).isNotEqualTo(before);
            flipLowestBit("model.onnx.data", index);
        }
        assertThat(fingerprint(model.graph())).isEqualTo(before);
    }

    @Test
    void placesAndNamesDoNotChangeIt() throws IOException {
        Path there = Files.move(model.folder(), folder.resolve("moved"));
        Path renamed = Files.move(there.resolve("model.onnx"), there.resolve("decoder.onnx"));
        assertThat(fingerprint(renamed)).isEqualTo(before);
    }

    @Test
    void filesThatBelongToNoWeightDoNotChangeIt() {
        model.write("notes.txt", new byte[] {1});
        model.write("config.json", "{}".getBytes(UTF_8));
        assertThat(fingerprint(model.graph())).isEqualTo(before);
    }
}
