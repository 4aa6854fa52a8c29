package io.github.modeleditor.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.FusedFixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Tensor;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with few-bit weights, half precision or fused operators with an adapter in their weights. */
class MergedFusedModelTest {
    private static final LoraConfig LORA = LoraConfig.rank(3).withAlpha(9).withTargetModules("all-linear", "lm_head");

    private final Path folder;
    private final Path merged;

    MergedFusedModelTest(@TempDir Path folder) {
        this.folder = folder;
        merged = folder.resolve("merged");
    }

    /**
     * Float32 weights of few bits become sums that are rounded once. In half precision the sum has 11 bits, in bfloat16 8, and
     * so have the weights that it is added to.
     */
    @ParameterizedTest
    @CsvSource({
        "llama-genai-int4, false, 1e-5",
        "llama-genai-int4, true, 1e-5",
        "phi3-genai-int4-asymmetric, false, 1e-5",
        "phi3-genai-int4-asymmetric, true, 1e-5",
        "llama-genai-int4-fp16, false, 2e-3",
        "llama-genai-int4-fp16, true, 2e-3",
        "llama-genai-fp16-cpu, false, 2e-3",
        "llama-genai-fp16-cuda, true, 2e-3",
        "llama-genai-bf16-cuda, false, 2e-2",
        "gpt2-optimizer, false, 1e-5",
        "gpt2-optimizer-fp16, false, 2e-3"
    })
    void mergedModelScoresAsTheEditedOne(String name, boolean beside, double tolerance) throws OrtException {
        ModelCopy model = ModelCopy.of("fused/" + name, folder);
        if (beside) {
            model.moveWeightsBesideGraph();
        }
        TokenBatch batch = Fixtures.batch(Fixtures.golden("fused/" + name));
        Tensor expected;
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Device.cpu(1), LORA)) {
            LoraWeights adapter = MergedModelTest.random(engine.layout(LORA));
            expected = Tensor.ofRows(engine.logits(batch, adapter));
            assertThat(Tensor.ofRows(engine.logits(batch, null)).relativeError(expected))
                    .isGreaterThan(0.05);
            engine.writeMerged(merged, adapter);
        }
        try (OnnxEngine engine = OnnxEngine.open(merged, Device.cpu(1), LORA)) {
            assertThat(Tensor.ofRows(engine.logits(batch, null)).relativeError(expected))
                    .isLessThan(tolerance);
        }
        assertThat(merged.toFile().list())
                .containsExactlyInAnyOrder(model.folder().toFile().list());
        if (FusedFixtures.RUNNABLE.contains("fused/" + name)) {
            try (PlainOrt plain = PlainOrt.open(merged.resolve("model.onnx"))) {
                Tensor logits = FusedFixtures.logits(plain.run(FusedFixtures.inputs(model, "fused/" + name)), batch);
                assertThat(logits.relativeError(expected)).isLessThan(10 * tolerance);
            }
        }
    }

    /** Of all weights of a few bits only those of adapted products become floats. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void otherWeightsKeepTheirFewBits(boolean beside) {
        ModelCopy model = ModelCopy.of("fused/llama-genai-int4", folder);
        if (beside) {
            model.moveWeightsBesideGraph();
        }
        LoraConfig one = LoraConfig.rank(2).withTargetModules("qkv_proj").withLayers(1, 1);
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Device.cpu(1), one)) {
            float[] values = new float[engine.layout(one).size()];
            engine.writeMerged(merged, new LoraWeights(engine.layout(one), values));
        }
        Graph before = GraphReader.read(model.graph());
        Graph after = GraphReader.read(merged.resolve("model.onnx"));
        String name = "/model/layers.1/attn/qkv_proj/MatMul_Q4";
        assertThat(before.nodes()).hasSameSizeAs(after.nodes());
        for (int i = 0; i < before.nodes().size(); i++) {
            Node node = after.nodes().get(i);
            if (node.name().equals(name)) {
                assertThat(node.operator()).isEqualTo("MatMul");
                Weight weight = Objects.requireNonNull(after.weights().get(node.input(1)));
                assertThat(weight.shape()).containsExactly(32L, 64L);
                assertThat(weight.place().isPresent()).isEqualTo(beside);
            } else {
                assertThat(node.proto()).isEqualTo(before.nodes().get(i).proto());
            }
        }
        assertThat(before.weights()).containsKey("model.layers.1.attn.qkv_proj.MatMul.weight_scales");
        assertThat(after.weights())
                .hasSize(before.weights().size() - 1)
                .doesNotContainKeys(
                        "model.layers.1.attn.qkv_proj.MatMul.weight_Q4",
                        "model.layers.1.attn.qkv_proj.MatMul.weight_scales")
                .containsKey("model.layers.0.attn.qkv_proj.MatMul.weight_Q4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-genai-int4", "llama-genai-int4-fp16", "gpt2-optimizer-fp16"})
    void editGoesOnFromAMergedModel(String name) {
        String first = "The tower stands in";
        String second = "The river is";
        double edited;
        try (EditingSession session = editor(Fixtures.folder("fused/" + name)).open();
                EditedModel result = session.edit(Fact.of(first, "Rome"))) {
            edited = result.score(first, "Rome").negativeLogLikelihood();
            assertThat(session.base().score(first, "Rome").negativeLogLikelihood())
                    .isGreaterThan(edited + 1);
            session.merge(result.adapter(), merged);
        }
        try (EditingSession session = editor(merged).open();
                LanguageModel plain = session.base();
                EditedModel again = session.edit(Fact.of(second, "Tiber"))) {
            assertThat(plain.score(first, "Rome").negativeLogLikelihood()).isLessThan(edited + 0.1);
            assertThat(again.score(second, "Tiber").negativeLogLikelihood())
                    .isLessThan(plain.score(second, "Tiber").negativeLogLikelihood() - 1);
        }
    }

    private static ModelEditor editor(Path model) {
        return ModelEditor.forModel(model)
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(LORA)
                .withTraining(TrainingConfig.defaults().withLearningRate(0.02).withMaximumSteps(15))
                .onDevice(Device.cpu(1));
    }
}
