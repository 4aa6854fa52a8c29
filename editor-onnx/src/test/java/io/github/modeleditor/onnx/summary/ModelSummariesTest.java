package io.github.modeleditor.onnx.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.report.ModelSummary;
import io.github.modeleditor.api.report.ModelSummary.Memory;
import io.github.modeleditor.api.report.ModelSummary.Targets;
import io.github.modeleditor.api.report.ModelSummary.Weights;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.nano.NanoModel;
import io.github.modeleditor.onnx.Fixtures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSummariesTest {
    private final Path folder;

    ModelSummariesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static ModelSummary describe(Path model) {
        return ModelEditor.forModel(model).describe();
    }

    @Test
    void tellsWhatStandsInTheFiles() {
        ModelSummary summary = describe(Fixtures.folder("llama-torchscript-cache"));
        assertThat(summary.name()).isEqualTo("llama-torchscript-cache");
        assertThat(summary.family()).contains("llama");
        assertThat(summary.graph().exporter().orElseThrow()).startsWith("pytorch 2.15");
        assertThat(summary.graph().operatorSets()).containsEntry("ai.onnx", 18L);
        assertThat(summary.graph().operators()).containsEntry("Softmax", 2).containsEntry("Sigmoid", 2);
        assertThat(summary.graph().inputs())
                .contains(
                        "input_ids int64 [batch, sequence]",
                        "past_key_values.1.value float [batch, 2, past_sequence, 8]");
        assertThat(summary.graph().outputs()).contains("logits float [batch, sequence, 320]");
        assertThat(summary.graph().cachedLayers()).isEqualTo(2);
        assertThat(summary.editable()).isTrue();
        assertThat(summary.targets())
                .contains(
                        new Targets("model.embed_tokens", 1, 1, 320, 32),
                        new Targets("model.layers.N.self_attn.k_proj", 2, 2, 32, 16),
                        new Targets("model.layers.N.mlp.down_proj", 2, 2, 48, 32),
                        new Targets("lm_head", 1, 1, 32, 320));
    }

    @Test
    void countsTheParameters() {
        // 320 x 32 of the embedding and of the head; in each of two layers 2 x 32 x 32 of query and output, 2 x 32 x 16
        // of
        // key and value, 3 x 32 x 48 of the MLP and 2 x 32 of norms; 32 of the last norm; besides a few constants.
        long expected = 2 * 320 * 32 + 2 * (2 * 32 * 32 + 2 * 32 * 16 + 3 * 32 * 48 + 2 * 32) + 32;
        Weights floats = describe(Fixtures.folder("llama-dynamo")).graph().weights().stream()
                .filter(weights -> weights.type().equals("float"))
                .findFirst()
                .orElseThrow();
        assertThat(floats.parameters()).isBetween(expected, expected + 100);
        assertThat(floats.bytes()).isEqualTo(4 * floats.parameters());
    }

    @Test
    void needsNoTokenizer() {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        model.delete("tokenizer.json");
        model.delete("config.json");
        ModelSummary summary = describe(model.folder());
        assertThat(summary.family()).isEmpty();
        assertThat(summary.editable()).isTrue();
        assertThat(summary.memory()).isNotEmpty();
    }

    /** An operator without a gradient in the upper layer bars the way to the lower one, not to what comes after it. */
    @Test
    void tellsWhatCannotBeEditedAndWhatCan() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        model.rewriteNodes(
                node -> node.getName().equals("/model/layers.1/mlp/act_fn/Sigmoid"), node -> node.setOpType("Asinh"));
        ModelSummary summary = describe(model.folder());
        assertThat(summary.editable()).isFalse();
        assertThat(summary.obstacles())
                .singleElement()
                .asString()
                .contains("ai.onnx:Asinh", "/model/layers.1/mlp/act_fn/Sigmoid");
        assertThat(summary.memory()).isEmpty();
        assertThat(summary.targets())
                .contains(
                        new Targets("model.layers.N.mlp.down_proj", 2, 1, 48, 32),
                        new Targets("model.layers.N.mlp.gate_proj", 2, 0, 32, 48),
                        new Targets("model.layers.N.mlp.up_proj", 2, 1, 32, 48));
        ModelEditor upper = ModelEditor.forModel(model.folder())
                .withLora(LoraConfig.rank(2)
                        .withTargetModules("up_proj", "down_proj")
                        .withLayers(1, 1));
        assertThat(upper.describe().editable()).isTrue();
    }

    @Test
    void describesWhatIsNoDecoder() {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        model.rewriteGraph(graph -> graph.getOutputBuilder(0).setName("scores"));
        model.renameValues(name -> name.equals("logits") ? "scores" : name);
        ModelSummary summary = describe(model.folder());
        assertThat(summary.obstacles()).singleElement().asString().contains("no output named logits");
        assertThat(summary.targets()).isEmpty();
        assertThat(summary.graph().operators()).isNotEmpty();
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> describe(folder.resolve("nowhere")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> ModelEditor.forModel(Fixtures.folder("gpt2-dynamo"))
                        .withLora(LoraConfig.rank(2).withTargetModules("v_proj"))
                        .describe())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("\"v_proj\"", "Its c_attn is one product for q_proj, k_proj, v_proj");
    }

    /** The nano model took 190 MB in a pass of 512 tokens, most of it for libraries. */
    @Test
    void memoryGrowsWithTokensLayersAndRank() {
        ModelEditor editor = ModelEditor.forModel(NanoModel.folder())
                .withTraining(TrainingConfig.defaults().withTokensPerPass(512));
        long usual = total(editor);
        assertThat(usual).isBetween(150_000_000L, 230_000_000L);
        assertThat(total(editor.withTraining(TrainingConfig.defaults().withTokensPerPass(1024))))
                .isGreaterThan(usual);
        assertThat(total(editor.withLora(LoraConfig.rank(32).withLayers(3, 3)))).isLessThan(usual);
        assertThat(total(editor.withLora(LoraConfig.rank(64)))).isGreaterThan(usual);
    }

    /** The estimate of an edit is that of its description. */
    @Test
    void editKeepsToItsMemoryLimitByThatEstimate() {
        ModelEditor editor = ModelEditor.forModel(NanoModel.folder())
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .onDevice(Device.cpu(1));
        TrainingConfig training = TrainingConfig.defaults().withMaximumSteps(1).withLearnedLoss(0);
        long ofAToken = total(editor.withTraining(training.withTokensPerPass(1).withBatchSize(1)));
        List<Fact> facts = NanoModel.demoEdits();
        int passes = editor.withTraining(training.withMemoryLimit(ofAToken + 1_500_000))
                .edit(facts)
                .report()
                .training()
                .adjustments()
                .tokensPerPass();
        assertThat(passes).isBetween(8, 40);
        assertThatThrownBy(() ->
                        editor.withTraining(training.withMemoryLimit(ofAToken)).edit(facts))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("a single text of", "Raise the limit");
    }

    private static long total(ModelEditor editor) {
        return editor.describe().memory().stream().mapToLong(Memory::bytes).sum();
    }
}
