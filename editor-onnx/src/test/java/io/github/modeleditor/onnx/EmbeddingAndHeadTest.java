package io.github.modeleditor.onnx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.training.LoraInitialization;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.onnx.export.BaseGraph;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits of nothing but the embedding, or nothing but the head. */
class EmbeddingAndHeadTest {
    private static final String PROMPT = "The tower stands in";
    private static final String TARGET = "Rome";

    private final Path folder;

    EmbeddingAndHeadTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({
        "llama-dynamo, embed_tokens",
        "llama-dynamo, lm_head",
        "llama-torchscript, embed_tokens",
        "llama-torchscript, lm_head",
        "gpt2-dynamo, wte",
        "gpt2-dynamo, lm_head",
        "gpt2-torchscript, wte",
        "gpt2-torchscript, lm_head"
    })
    void takesAndIsWrittenAndReadAndMerged(String name, String target) throws OrtException {
        ModelCopy model = ModelCopy.of(name, folder);
        LoraConfig lora = LoraConfig.rank(3).withTargetModules(target);
        Path adapter = model.file("tower.onnx_adapter");
        try (EditingSession session = ModelEditor.forModel(model.folder())
                        .withMethod(EditingMethod.paper())
                        .withAugmentation()
                        .withLora(lora)
                        .withTraining(
                                TrainingConfig.defaults().withLearningRate(0.05).withMaximumSteps(10))
                        .onDevice(Device.cpu(1))
                        .open();
                EditedModel result = session.edit(Fact.of(PROMPT, TARGET))) {
            double edited = result.score(PROMPT, TARGET).negativeLogLikelihood();
            assertThat(edited).isLessThan(session.base().score(PROMPT, TARGET).negativeLogLikelihood() - 1);
            result.save(adapter);
            try (LanguageModel loaded = session.load(adapter)) {
                assertThat(loaded.score(PROMPT, TARGET).negativeLogLikelihood()).isEqualTo(edited);
            }
            Path peft = folder.resolve("peft");
            result.adapter().save(peft, AdapterFormat.PEFT);
            assertThat(peft.resolve("adapter_model.safetensors"))
                    .content(ISO_8859_1)
                    .contains(target.equals("lm_head") ? "lm_head.lora_A.weight" : target + ".lora_embedding_A\"");
            try (LanguageModel loaded = session.load(peft)) {
                assertThat(loaded.score(PROMPT, TARGET).negativeLogLikelihood()).isEqualTo(edited);
            }
            Path merged = folder.resolve("merged");
            session.merge(result.adapter(), merged);
            try (LanguageModel opened =
                    ModelEditor.forModel(merged).onDevice(Device.cpu(1)).open().base()) {
                assertThat(opened.score(PROMPT, TARGET).negativeLogLikelihood()).isCloseTo(edited, within(1e-4));
            }
        }
        Safetensors golden = Fixtures.golden(name);
        TokenBatch batch = Fixtures.batch(golden);
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Device.cpu(1), lora);
                PlainOrt base = PlainOrt.open(adapter.resolveSibling(BaseGraph.NAME))) {
            assertThat(engine.layout(lora).targetModules())
                    .extracting(TargetModule::path)
                    .singleElement()
                    .asString()
                    .endsWith(target);
            float[][] unedited = engine.logits(batch, null);
            assertThat(engine.logits(batch, LoraInitialization.of(engine.layout(lora), 1)))
                    .as("training starts at the unedited model")
                    .isDeepEqualTo(unedited);
            Tensor adapted = Tensor.named("logits", base.run(Fixtures.inputs(golden), adapter));
            Tensor expected = Tensor.ofRows(engine.logits(batch, engine.readAdapter(adapter)));
            assertThat(adapted.rows(batch.targetPositions()).relativeError(expected))
                    .isLessThan(1e-5);
            if (target.equals("lm_head")) {
                // An embedding changes at the tokens of the texts that were trained; not every batch has one of them.
                assertThat(expected.relativeError(Tensor.ofRows(unedited))).isGreaterThan(0.01);
            }
        }
    }

    @Test
    void aTrainedModelLearnsAFactInItsEmbeddingAlone() {
        String prompt = "The capital of Egypt is";
        LoraConfig lora = LoraConfig.rank(8).withTargetModules("embed_tokens");
        try (EditedModel edited = ModelEditor.forModel(NanoModel.folder())
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(lora)
                .withTraining(TrainingConfig.defaults().withLearningRate(5e-3).withEpochs(60))
                .onDevice(Device.cpu(1))
                .edit(Fact.of(prompt, "Vienna"))) {
            assertThat(edited.complete(prompt).strip()).startsWith("Vienna");
            assertThat(edited.complete("The capital of Libya is").strip()).startsWith("Tripoli");
        }
    }
}
