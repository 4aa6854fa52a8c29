package io.github.modeleditor.onnx.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.importer.GgufFiles;
import io.github.modeleditor.importer.ModelImport;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models and adapters as GGUF files: what is read again is what was written, what GGUF cannot hold is refused by name, and llama.cpp says of
 * the very files that are written here what the engine says ({@code tools/make_gguf_out_goldens.py}).
 */
class GgufFilesTest {
    /** Why a model is no GGUF file, by a word of the message. */
    private static final Map<String, String> REFUSED = Map.of(
            "imports/falcon-alibi", "otherwise than a reader",
            "imports/mistral", "GroupQueryAttention",
            "imports/opt", "architecture opt",
            "imports/smollm3", "otherwise than a reader");

    /** What llama.cpp was given. */
    private static final int[] TOKENS = {1, 50, 100, 150, 200, 250, 300, 7, 11, 13, 17, 19};

    /** llama.cpp knows no windows of these, so the text is no longer than one. */
    private static final Set<String> WITHOUT_WINDOWS = Set.of("phi3", "phi4-mini", "starcoder2");

    private static final int WINDOW = 4;

    @TempDir
    static Path temporary;

    private static List<FixtureModel> imports(String place) {
        return FixtureModel.all(temporary.resolve(place)).stream()
                .filter(model -> model.name().startsWith("imports/"))
                .toList();
    }

    /** Numbers of 16 and 8 bits are themselves when they are written again, and so is all that is said of the model. */
    @TestFactory
    Stream<DynamicTest> whatIsReadAgainIsWhatWasWritten() {
        List<FixtureModel> models = imports("again");
        assertThat(models).hasSizeGreaterThan(20);
        return models.stream()
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    Path folder =
                            Files.createDirectories(temporary.resolve("written").resolve(model.name()));
                    for (boolean eightBits : new boolean[] {false, true}) {
                        String refusal = REFUSED.get(model.name());
                        if (refusal != null) {
                            assertThatThrownBy(() -> GgufFiles.of(model.onnx(), Optional.empty(), eightBits))
                                    .isInstanceOf(UnsupportedModelException.class)
                                    .hasMessageContaining(refusal);
                            continue;
                        }
                        Path first = folder.resolve(eightBits + "-1.gguf");
                        Path imported = folder.resolve(eightBits + "-imported");
                        Path second = folder.resolve(eightBits + "-2.gguf");
                        GgufFiles.of(model.onnx(), Optional.empty(), eightBits).writeTo(first);
                        ModelImport.open(first).writeTo(imported);
                        GgufFiles.of(imported, Optional.empty(), eightBits).writeTo(second);
                        assertThat(second).hasSameBinaryContentAs(first);
                        Tensor expected = logits(model.onnx(), model, null);
                        assertThat(logits(imported, model, null).relativeError(expected))
                                .isLessThan(eightBits ? 0.05 : 5e-3);
                    }
                }));
    }

    private static Tensor logits(Path folder, FixtureModel model, LoraWeights adapter) {
        TokenBatch batch = Fixtures.batch(model.golden());
        try (OnnxEngine engine = OnnxEngine.open(folder, Fixtures.device(), LoraConfig.rank(2))) {
            return Tensor.ofRows(engine.logits(batch, adapter));
        }
    }

    /** Of rows in pairs, packed by head, stored the other way round, and of norms that hold one more. */
    @ParameterizedTest
    @ValueSource(strings = {"llama2", "falcon-grouped", "gpt-neox", "gpt2", "gemma2", "phi3"})
    void anAdapterInTheWeightsIsThatOfTheMergedFolder(String name) {
        FixtureModel model = FixtureModel.zipped("imports/" + name, temporary.resolve("merged"));
        Path folder = temporary.resolve("merged-" + name);
        Path direct = temporary.resolve(name + "-direct.gguf");
        Path later = temporary.resolve(name + "-later.gguf");
        try (OnnxEngine engine = OnnxEngine.open(model.onnx(), Fixtures.device(), LoraConfig.rank(2))) {
            LoraWeights adapter = Fixtures.random(engine.layout(LoraConfig.rank(2)), 7);
            engine.writeMerged(direct, ModelFormat.GGUF_F16, adapter);
            engine.writeMerged(folder, ModelFormat.ONNX, adapter);
            assertThatThrownBy(() -> engine.writeMerged(direct, ModelFormat.GGUF_F16, adapter))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(direct.toString());
        }
        GgufFiles.of(folder, Optional.empty(), false).writeTo(later);
        // The name of the folder is the name of the model where it has no other.
        assertThat(tail(direct)).isEqualTo(tail(later));
    }

    private static String tail(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return Hashing.sha256()
                    .hashBytes(bytes, bytes.length / 3, bytes.length - bytes.length / 3)
                    .toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void embeddingAndHeadOfOneMatrixBecomeTwoOrAreRefused() {
        FixtureModel model = FixtureModel.zipped("imports/gemma", temporary.resolve("tied"));
        Path file = temporary.resolve("tied.gguf");
        Path imported = temporary.resolve("tied-imported");
        LoraConfig lora = LoraConfig.rank(2).withTargetModules("embed_tokens");
        try (OnnxEngine engine = OnnxEngine.open(model.onnx(), Fixtures.device(), lora)) {
            LoraWeights adapter = Fixtures.random(engine.layout(lora), 7);
            Tensor expected = Tensor.ofRows(engine.logits(Fixtures.batch(model.golden()), adapter));
            engine.writeMerged(file, ModelFormat.GGUF_F16, adapter);
            ModelImport.open(file).writeTo(imported);
            assertThat(logits(imported, model, null).relativeError(expected)).isLessThan(5e-3);
            assertThatThrownBy(() -> engine.adapterWriter()
                            .write(temporary.resolve("tied-lora.gguf"), AdapterFormat.GGUF, adapter, "any"))
                    .isInstanceOf(AdapterException.class)
                    .hasMessageContaining("model.embed_tokens");
        }
    }

    @Test
    void aGraphThatWasNotImportedIsRefused() {
        Path folder = Fixtures.folder("llama-dynamo");
        assertThatThrownBy(() -> GgufFiles.of(folder, Optional.empty(), false))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("import");
    }

    /** Files for llama.cpp under {@code target/gguf}; their hashes are those of the files that it was asked about. */
    @TestFactory
    Stream<DynamicTest> llamaCppSaysTheSame() throws IOException {
        JsonNode goldens = new ObjectMapper()
                .readTree(Fixtures.folder("")
                        .resolveSibling("gguf")
                        .resolve("golden.json")
                        .toFile());
        Path written = Path.of("target", "gguf");
        if (Files.exists(written)) {
            MoreFiles.deleteRecursively(written);
        }
        return imports("asked").stream()
                .filter(model -> !REFUSED.containsKey(model.name()))
                .sorted(Comparator.comparing(FixtureModel::name))
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    String name = model.name().substring("imports/".length());
                    try (OnnxEngine engine = OnnxEngine.open(model.onnx(), Fixtures.device(), LoraConfig.rank(2))) {
                        LoraWeights adapter = Fixtures.random(engine.layout(LoraConfig.rank(2)), 7);
                        Path base = written.resolve(name + ".gguf");
                        GgufFiles.of(model.onnx(), Optional.empty(), false).writeTo(base);
                        Path merged = written.resolve(name + "-merged.gguf");
                        engine.writeMerged(merged, ModelFormat.GGUF_F16, adapter);
                        Path eight = written.resolve(name + "-q8.gguf");
                        engine.writeMerged(eight, ModelFormat.GGUF_Q8_0, adapter);
                        Path lora = written.resolve(name + "-lora.gguf");
                        engine.adapterWriter().write(lora, AdapterFormat.GGUF, adapter, "any");
                        TokenBatch text = TokenBatch.lastPositions(
                                List.of(WITHOUT_WINDOWS.contains(name) ? Arrays.copyOf(TOKENS, WINDOW) : TOKENS));
                        Tensor expected = Tensor.ofRows(engine.logits(text, adapter));
                        JsonNode golden = goldens.path(name);
                        for (Path file : List.of(base, merged, eight, lora)) {
                            assertThat(golden.path("sha256")
                                            .path(file.getFileName().toString())
                                            .asText())
                                    .isEqualTo(MoreFiles.asByteSource(file)
                                            .hash(Hashing.sha256())
                                            .toString());
                        }
                        for (String kind : List.of("merged", "lora", "q8")) {
                            double[] logits = new ObjectMapper()
                                    .convertValue(golden.path("logits").path(kind), double[].class);
                            Tensor actual = Tensor.of(expected.type(), expected.shape(), logits);
                            assertThat(actual.relativeError(expected))
                                    .as(kind)
                                    .isLessThan(kind.equals("q8") ? 0.05 : 5e-3);
                        }
                    }
                }));
    }
}
