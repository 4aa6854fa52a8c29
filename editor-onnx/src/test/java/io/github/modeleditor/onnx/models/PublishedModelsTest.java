package io.github.modeleditor.onnx.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.Bytes;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.importer.GgufFiles;
import io.github.modeleditor.importer.ModelImport;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.Tensor;
import io.github.modeleditor.onnx.model.HuggingFaceTokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published models where a model is asked for: described, edited, and gone from the disk afterwards. */
class PublishedModelsTest {
    /** Texts that tokenizers are known to differ on. */
    private static final List<String> AWKWARD = List.of(
            "",
            " ",
            "  two  spaces   three ",
            "\ttab\n\nlines\r\n end\n",
            "It's we'll DON'T I'M they've",
            "1234567890 3.14 1,000,000 v2",
            "Ünïcode 日本語 हिन्दी العربية ελληνικά",
            "emoji 👍🏽 👨‍👩‍👧 e\u0301 \u00a0nbsp\u3000wide",
            "<|endoftext|>begin<|endoftext|> and<|endoftext|",
            "snake_case camelCase kebab-case a+b=c; {x: [y]} // ***",
            "http://example.org/a?b=c&d=%20#e",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "\u0000\u0001\u007f\ufeff\ufffd");

    @TempDir
    private Path temporary;

    private FixtureModel fixture(String name) {
        return FixtureModel.zipped("imports/" + name, temporary.resolve("models"));
    }

    @Test
    void describedBeforeAnyImport() {
        FixtureModel model = fixture("llama2");
        String[] before = model.folder().toFile().list();
        for (Path path : List.of(model.folder(), model.folder().resolve("model.gguf"))) {
            ModelSummary summary = ModelEditor.forModel(path).describe();
            assertThat(summary.family()).contains("llama");
            assertThat(summary.obstacles()).isEmpty();
            assertThat(summary.graph().cachedLayers()).isEqualTo(2);
            assertThat(summary.targets())
                    .extracting(ModelSummary.Targets::path)
                    .contains("model.embed_tokens", "model.layers.N.self_attn.q_proj", "model.layers.N.mlp.down_proj");
        }
        assertThat(model.folder().toFile().list()).containsExactlyInAnyOrder(before);
    }

    @Test
    void ggufIsEditedAsItIs() {
        FixtureModel model = fixture("llama2");
        Path file = model.folder().resolve("model.gguf");
        ModelEditor editor = ModelEditor.forModel(file)
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(LoraConfig.rank(8))
                .withTraining(TrainingConfig.defaults().withEpochs(100).withLearningRate(0.02))
                .onDevice(Fixtures.device());
        Path adapter = temporary.resolve("edit.onnx_adapter");
        try (EditedModel edited = editor.edit(Fact.of(Measurement.PROMPT, model.target()))) {
            assertThat(edited.complete(Measurement.PROMPT)).startsWith(model.target());
            edited.save(adapter);
        }
        // What was learned on the file is of the folder, too: both become the same model.
        try (EditingSession session =
                ModelEditor.forModel(model.onnx()).onDevice(Fixtures.device()).open()) {
            assertThat(session.load(adapter).complete(Measurement.PROMPT)).startsWith(model.target());
        }
    }

    @Test
    void tokensOfGgufAreThoseOfTheTokenizer() {
        FixtureModel model = fixture("gpt2");
        Path folder = temporary.resolve("of-gguf");
        ModelImport.open(model.folder().resolve("model.gguf")).writeTo(folder);
        try (HuggingFaceTokens expected = HuggingFaceTokens.open(model.folder().resolve("tokenizer.json"), 320);
                HuggingFaceTokens actual = HuggingFaceTokens.open(folder.resolve("tokenizer.json"), 320)) {
            for (String text : AWKWARD) {
                int[] tokens = expected.encode(text, true);
                assertThat(actual.encode(text, true)).as(text).isEqualTo(tokens);
                assertThat(actual.decode(tokens)).isEqualTo(expected.decode(tokens));
            }
        }
    }

    /** As files of Phi-4-mini say it, which sees all there is. */
    @Test
    void aWindowOfZeroTokensIsNone() throws IOException {
        FixtureModel model = fixture("phi4-mini");
        Path file = temporary.resolve("windowed.gguf");
        GgufFiles.of(model.onnx(), Optional.empty(), false).writeTo(file);
        byte[] bytes = Files.readAllBytes(file);
        String key = "phi3.attention.sliding_window";
        int value = Bytes.indexOf(bytes, key.getBytes(StandardCharsets.UTF_8)) + key.length() + Integer.BYTES;
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(words.getInt(value)).isPositive();
        Path unbounded = Files.write(
                temporary.resolve("unbounded.gguf"), words.putInt(value, 0).array());
        Tensor expected = logits(configured(model, json -> json.putNull("sliding_window")));
        assertThat(logits(configured(model, json -> json.put("sliding_window", 0)))
                        .relativeError(expected))
                .isZero();
        assertThat(logits(unbounded).relativeError(expected)).isLessThan(5e-3);
        assertThat(logits(file).relativeError(expected)).isGreaterThan(5e-2);
    }

    private static Path configured(FixtureModel model, Consumer<ObjectNode> change) throws IOException {
        Path config = model.folder().resolve("config.json");
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(config.toFile());
        change.accept(json);
        new ObjectMapper().writeValue(config.toFile(), json);
        return model.folder();
    }

    /** Behind a text longer than the window. */
    private static Tensor logits(Path model) {
        TokenBatch batch =
                TokenBatch.lastPositions(List.of(new int[] {1, 50, 100, 150, 200, 250, 300, 7, 11, 13, 17, 19}));
        try (OnnxEngine engine = OnnxEngine.open(model, Fixtures.device(), LoraConfig.rank(2))) {
            return Tensor.ofRows(engine.logits(batch, null));
        }
    }
}
