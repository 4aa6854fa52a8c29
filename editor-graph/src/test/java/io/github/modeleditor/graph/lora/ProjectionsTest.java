package io.github.modeleditor.graph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.graph.FixtureFolders;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lower.Lowering;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ProjectionsTest {
    static final List<String> MODELS = FixtureFolders.NAMES;

    private static final List<String> OF_LLAMA = List.of(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj");
    private static final List<String> OF_GPT2 = List.of("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj");

    private static List<Projection> projections(Path model) {
        Graph graph = Lowering.lower(GraphReader.read(model));
        return Projections.of(graph, Decoder.of(graph).head());
    }

    private static List<Projection> projections(String fixture) {
        return projections(FixtureFolders.folder(fixture).resolve("model.onnx"));
    }

    private static List<String> expected(String fixture) {
        boolean llama = fixture.startsWith("llama");
        return IntStream.range(0, 2)
                .boxed()
                .flatMap(layer -> (llama ? OF_LLAMA : OF_GPT2)
                        .stream().map(path -> (llama ? "model.layers." : "transformer.h.") + layer + "." + path))
                .toList();
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void pathsAreThoseOfTheTorchModules(String fixture) {
        assertThat(projections(fixture)).extracting(Projection::path).containsExactlyElementsOf(expected(fixture));
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void widthsAreThoseOfInputAndOutput(String fixture) {
        for (Projection projection : projections(fixture)) {
            String module = projection.path().replaceAll(".*\\.\\d\\.", "");
            int[] widths =
                    switch (module) {
                        case "self_attn.k_proj", "self_attn.v_proj" -> new int[] {32, 16};
                        case "mlp.gate_proj", "mlp.up_proj" -> new int[] {32, 48};
                        case "mlp.down_proj" -> new int[] {48, 32};
                        case "attn.c_attn" -> new int[] {32, 96};
                        case "mlp.c_fc" -> new int[] {32, 128};
                        case "mlp.c_proj" -> new int[] {128, 32};
                        default -> new int[] {32, 32};
                    };
            assertThat(new int[] {projection.inputs(), projection.outputs()})
                    .as(projection.path())
                    .isEqualTo(widths);
        }
    }

    /** What is left are the names of weights, as in GPT-2, and of values, as TorchScript gives them. */
    @ParameterizedTest
    @FieldSource("MODELS")
    void modulesAreFoundWithoutMetadataAndNodeNames(String fixture, @TempDir Path folder) {
        ModelCopy model = ModelCopy.of(fixture, folder);
        model.rewriteNodes(node -> true, node -> node.clearMetadataProps().clearName());
        List<Projection> found = projections(model.graph());
        // The weights of llama-dynamo were folded into constants without a name: there the graph's shape tells.
        assertThat(found)
                .extracting(Projection::path)
                .containsExactlyElementsOf(
                        fixture.equals("llama-dynamo")
                                ? expected(fixture).stream()
                                        .map(path -> path.substring("model.".length()))
                                        .toList()
                                : expected(fixture));
    }

    /** Weight names come last, so every other trace of the module is taken away. */
    @Test
    void weightNamesTellTheModule(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-torchscript", folder);
        model.rewriteNodes(node -> true, NodeProto.Builder::clearName);
        model.renameValues(name -> name.startsWith("/") ? name.replace('/', '_') : name);
        assertThat(projections(model.graph()))
                .extracting(Projection::path)
                .containsExactlyElementsOf(expected("gpt2-torchscript"));
    }

    @Test
    void aPathOfTwoWeightsTellsNothing(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-torchscript", folder);
        model.rewriteNodes(
                node -> node.getName().equals("/transformer/h.1/mlp/c_fc/Gemm"),
                node -> node.setName("/transformer/h.0/mlp/c_fc/Gemm_1"));
        assertThat(projections(model.graph()))
                .hasSize(8)
                .extracting(Projection::path)
                .contains("layers.0.mlp.fc_in", "layers.1.mlp.fc_in", "transformer.h.1.mlp.c_proj")
                .doesNotContain("transformer.h.0.mlp.c_fc");
    }

    @Test
    void subsetIsWhatWasNamed() {
        List<Projection> all = projections("llama-dynamo");
        assertThat(select(all, "q_proj", "down_proj"))
                .containsExactly(
                        "model.layers.0.self_attn.q_proj",
                        "model.layers.0.mlp.down_proj",
                        "model.layers.1.self_attn.q_proj",
                        "model.layers.1.mlp.down_proj");
        assertThat(select(all, "mlp.up_proj", "model.layers.1.self_attn.o_proj"))
                .containsExactly(
                        "model.layers.0.mlp.up_proj", "model.layers.1.self_attn.o_proj", "model.layers.1.mlp.up_proj");
        assertThat(select(all, LoraConfig.ALL_LINEAR)).containsExactlyElementsOf(expected("llama-dynamo"));
        assertThat(select(all, LoraConfig.MLP_OUTPUT))
                .containsExactly("model.layers.0.mlp.down_proj", "model.layers.1.mlp.down_proj");
        assertThat(select(projections("gpt2-dynamo"), LoraConfig.MLP_OUTPUT))
                .hasSize(2)
                .allMatch(path -> path.endsWith(".mlp.c_proj"));
        assertThat(select(projections("gpt2-dynamo"), "c_proj")).hasSize(4).allMatch(path -> path.endsWith(".c_proj"));
    }

    @Test
    void unknownTargetIsRefusedWithWhatThereIs() {
        List<Projection> all = projections("gpt2-dynamo");
        assertThatThrownBy(() -> select(all, "c_attn", "q_proj"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("\"q_proj\"", "It has c_attn, c_fc, c_proj;", "all-linear");
        assertThatThrownBy(() -> select(all, "attn"))
                .as("only whole last parts of a path match")
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> select(all, "lm_head"))
                .as("the head is no projection")
                .isInstanceOf(InvalidConfigurationException.class);
    }

    private static List<String> select(List<Projection> projections, String... modules) {
        return Projections.select(projections, LoraConfig.rank(2).withTargetModules(modules)).stream()
                .map(Projection::path)
                .toList();
    }
}
