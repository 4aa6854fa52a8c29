package io.github.modeleditor.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What an edit saves, through plain ONNX Runtime and through the library. */
class AdapterRoundTripTest {
    static final List<String> MODELS = Fixtures.NAMES;

    private static final String PROMPT = "The tower stands in";
    private static final String TARGET = "Rome";

    /** The scale of B is 3, which must be folded in once. */
    private static final LoraConfig LORA = LoraConfig.rank(3).withAlpha(9);

    private final Path folder;

    AdapterRoundTripTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static EditingSession open(ModelCopy model) {
        return ModelEditor.forModel(model.folder())
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(LORA)
                .withTraining(TrainingConfig.defaults().withLearningRate(0.02).withMaximumSteps(5))
                .onDevice(Fixtures.device())
                .open();
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void plainRuntimeAndLibraryComputeTheEditedLogits(String name) throws OrtException {
        ModelCopy model = ModelCopy.of(name, folder);
        Path beside = model.file("tower.onnx_adapter");
        Path elsewhere = folder.resolve("saved/here/tower.onnx_adapter");
        double edited;
        try (EditingSession session = open(model);
                EditedModel result = session.edit(Fact.of(PROMPT, TARGET))) {
            assertThat(result.save(beside)).isEqualTo(beside).exists();
            assertThat(result.save(elsewhere)).isEqualTo(elsewhere).hasSameBinaryContentAs(beside);
            edited = result.score(PROMPT, TARGET).negativeLogLikelihood();
            assertThat(session.base().score(PROMPT, TARGET).negativeLogLikelihood())
                    .isGreaterThan(edited + 1);
            try (LanguageModel loaded = session.load(beside)) {
                assertThat(loaded.score(PROMPT, TARGET).negativeLogLikelihood()).isEqualTo(edited);
            }
        }
        try (PlainOrt original = PlainOrt.open(model.graph());
                OnnxEngine engine = OnnxEngine.open(model.folder(), Fixtures.device(), LORA);
                PlainOrt baseBeside = PlainOrt.open(beside.resolveSibling(BaseGraph.NAME));
                PlainOrt baseElsewhere = PlainOrt.open(elsewhere.resolveSibling(BaseGraph.NAME))) {
            Safetensors golden = Fixtures.golden(name);
            TokenBatch batch = Fixtures.batch(golden);
            Tensor before = logits(original.run(Fixtures.inputs(golden)));
            Tensor after = Tensor.ofRows(engine.logits(batch, engine.readAdapter(beside)));
            for (PlainOrt base : List.of(baseBeside, baseElsewhere)) {
                assertThat(logits(base.run(Fixtures.inputs(golden))).relativeError(before))
                        .isLessThan(1e-6);
                Tensor adapted = logits(base.run(Fixtures.inputs(golden), beside));
                assertThat(adapted.rows(batch.targetPositions()).relativeError(after))
                        .isLessThan(1e-5);
                assertThat(adapted.relativeError(before)).isGreaterThan(0.05);
                assertThat(negativeLogLikelihood(base, elsewhere, engine)).isCloseTo(edited, within(1e-5));
            }
        }
    }

    private static Tensor logits(Map<String, Tensor> outputs) {
        return Tensor.named("logits", outputs);
    }

    /** The mean over the target's tokens, from the logits of plain ONNX Runtime. */
    private static double negativeLogLikelihood(PlainOrt base, Path adapter, OnnxEngine engine) throws OrtException {
        TokenizedText text = new PromptTokenizer(engine.tokenizer(), engine.description()).text(PROMPT, TARGET, false);
        int length = text.length();
        List<Long> shape = List.of(1L, (long) length);
        Tensor logits = logits(base.run(
                Map.of(
                        "input_ids",
                        Tensor.int64(
                                shape,
                                Arrays.stream(text.tokens()).asLongStream().toArray()),
                        "attention_mask",
                        Tensor.int64(
                                shape,
                                LongStream.generate(() -> 1).limit(length).toArray()),
                        "position_ids",
                        Tensor.int64(shape, LongStream.range(0, length).toArray())),
                adapter));
        double sum = 0;
        for (int position = text.targetStart(); position < length; position++) {
            double[] scores = logits.rows(position - 1L).elements();
            sum += Math.log(Arrays.stream(scores).map(Math::exp).sum()) - scores[text.tokens()[position]];
        }
        return sum / (length - text.targetStart());
    }

    @Test
    void savingLeavesTheModelAsItIsAndWritesTheBaseGraphOnce() throws IOException {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        Map<String, String> before = ModelCopy.snapshot(model.folder());
        Path there = folder.resolve("there");
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        try (EditingSession session = open(model);
                EditedModel result = session.edit(Fact.of(PROMPT, TARGET))) {
            result.save(folder.resolve("adapters/first.onnx_adapter"), there);
            Path base = there.resolve(BaseGraph.NAME);
            Files.setLastModifiedTime(base, longAgo);
            result.save(folder.resolve("adapters/second.onnx_adapter"), there);
            assertThat(Files.getLastModifiedTime(base)).isEqualTo(longAgo);
        }
        assertThat(ModelCopy.snapshot(model.folder())).isEqualTo(before);
        assertThat(folder.resolve("adapters").toFile().list())
                .containsExactlyInAnyOrder("first.onnx_adapter", "second.onnx_adapter");
        assertThat(there.toFile().list()).containsExactlyInAnyOrder(BaseGraph.NAME, "model.onnx.data");
    }

    @Test
    void baseGraphOfAnotherModelIsNotReplaced() throws IOException {
        ModelCopy llama = ModelCopy.of("llama-torchscript", folder.resolve("llama"));
        ModelCopy gpt2 = ModelCopy.of("gpt2-torchscript", folder.resolve("gpt2"));
        Path shared = folder.resolve("shared");
        try (EditingSession session = open(llama);
                EditedModel result = session.edit(Fact.of(PROMPT, TARGET))) {
            result.save(shared.resolve("llama.onnx_adapter"));
        }
        byte[] base = Files.readAllBytes(shared.resolve(BaseGraph.NAME));
        try (EditingSession session = open(gpt2);
                EditedModel result = session.edit(Fact.of(PROMPT, TARGET))) {
            assertThat(result.save(shared.resolve("gpt2.onnx_adapter"))).isRegularFile();
            assertThat(ownFolder(shared, result).resolve(BaseGraph.NAME)).isRegularFile();
            result.save(shared.resolve("again.onnx_adapter"));
        }
        assertThat(shared.resolve(BaseGraph.NAME)).hasBinaryContent(base);
        assertThat(shared.toFile().list()).hasSize(5);
    }

    /** Where a base graph goes if another model's is in its place. */
    private static Path ownFolder(Path folder, EditedModel model) {
        return folder.resolve("model_lora-" + model.adapter().baseFingerprint().substring(0, 8));
    }

    @Test
    void weightsOfAnotherModelAreNotReplaced() throws IOException {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        Path there = Files.createDirectories(folder.resolve("there"));
        Path weights = Files.write(there.resolve("model.onnx.data"), Longs.toByteArray(1));
        try (EditingSession session = open(model);
                EditedModel result = session.edit(Fact.of(PROMPT, TARGET))) {
            result.save(there.resolve("tower.onnx_adapter"));
            assertThat(ownFolder(there, result).toFile().list())
                    .containsExactlyInAnyOrder(BaseGraph.NAME, "model.onnx.data");
        }
        assertThat(weights).hasBinaryContent(Longs.toByteArray(1));
        assertThat(there.resolve(BaseGraph.NAME)).doesNotExist();
    }
}
