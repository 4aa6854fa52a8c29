package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.onnx.export.BaseGraph;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits of fused models through the public API: they take, and their adapters run in plain ONNX Runtime. */
class FusedEditTest {
    private static final String PROMPT = "The tower stands in";
    private static final String TARGET = "Rome";
    private static final LoraConfig LORA = LoraConfig.rank(3).withAlpha(9);

    private final Path folder;

    FusedEditTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** The base graph keeps the fused operators and the files of weights, and half precision rounds what it computes. */
    @ParameterizedTest
    @CsvSource({
        "llama-genai-fp32, false, com.microsoft:GroupQueryAttention, 1e-5",
        "llama-genai-int4, false, com.microsoft:MatMulNBits, 1e-5",
        "llama-genai-fp16-cuda, false, com.microsoft:GroupQueryAttention, 2e-2",
        "llama-genai-int4-fp16, false, com.microsoft:MatMulNBits, 2e-2",
        "llama-genai-fp16-cuda, true, com.microsoft:GroupQueryAttention, 2e-2",
        "llama-genai-int4-fp16, true, com.microsoft:MatMulNBits, 2e-2",
        "gpt2-optimizer-fp16, true, com.microsoft:SkipLayerNormalization, 2e-2",
        "gpt2-optimizer, false, com.microsoft:SkipLayerNormalization, 1e-5",
        "gpt2-optimizer-fp16, false, com.microsoft:SkipLayerNormalization, 2e-2"
    })
    void editTakesAndItsAdapterRunsInPlainOnnxRuntime(String name, boolean beside, String kept, double tolerance)
            throws OrtException {
        ModelCopy model = ModelCopy.of("fused/" + name, folder);
        if (beside) {
            model.moveWeightsBesideGraph();
        }
        Path adapter = folder.resolve("saved/tower.onnx_adapter");
        try (EditingSession session = ModelEditor.forModel(model.folder())
                        .withMethod(EditingMethod.paper())
                        .withAugmentation()
                        .withLora(LORA)
                        .withTraining(
                                TrainingConfig.defaults().withLearningRate(0.02).withMaximumSteps(15))
                        .onDevice(Fixtures.device())
                        .open();
                EditedModel edited = session.edit(Fact.of(PROMPT, TARGET))) {
            double loss = edited.score(PROMPT, TARGET).negativeLogLikelihood();
            assertThat(session.base().score(PROMPT, TARGET).negativeLogLikelihood())
                    .isGreaterThan(loss + 1);
            edited.save(adapter);
            try (LanguageModel loaded = session.load(adapter)) {
                assertThat(loaded.score(PROMPT, TARGET).negativeLogLikelihood()).isEqualTo(loss);
            }
        }
        Path base = adapter.resolveSibling(BaseGraph.NAME);
        assertThat(GraphReader.read(base).nodes()).extracting(Node::operator).contains(kept);
        assertThat(base.resolveSibling("model.onnx.data").toFile().exists()).isEqualTo(beside);
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Fixtures.device(), LORA);
                PlainOrt original = PlainOrt.open(model.graph());
                PlainOrt plain = PlainOrt.open(base)) {
            TokenBatch batch = Fixtures.batch(Fixtures.golden("fused/" + name));
            Map<String, Tensor> inputs = FusedFixtures.inputs(model, "fused/" + name);
            Tensor unedited = FusedFixtures.logits(original.run(inputs), batch);
            assertThat(FusedFixtures.logits(plain.run(inputs), batch).relativeError(unedited))
                    .isLessThan(tolerance);
            Tensor edited = FusedFixtures.logits(plain.run(inputs, adapter), batch);
            assertThat(edited.relativeError(Tensor.ofRows(engine.logits(batch, engine.readAdapter(adapter)))))
                    .isLessThan(tolerance);
            assertThat(edited.relativeError(unedited)).isGreaterThan(0.05);
        }
    }
}
