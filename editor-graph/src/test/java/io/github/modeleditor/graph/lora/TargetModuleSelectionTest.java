package io.github.modeleditor.graph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.graph.FixtureFolders;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lower.Lowering;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The words of a configuration mean what they mean in PEFT. */
class TargetModuleSelectionTest {
    private static final LoraConfig LORA = LoraConfig.rank(2);

    private static List<String> select(String fixture, LoraConfig config) {
        Graph graph =
                Lowering.lower(GraphReader.read(FixtureFolders.folder(fixture).resolve("model.onnx")));
        return Projections.select(Projections.of(graph, Decoder.of(graph).head()), config).stream()
                .map(Projection::path)
                .toList();
    }

    @Test
    void aPatternMatchesWholePaths() {
        assertThat(select("llama-dynamo", LORA.withTargetPattern(".*\\.1\\.self_attn\\.[qv]_proj")))
                .containsExactly("model.layers.1.self_attn.q_proj", "model.layers.1.self_attn.v_proj");
        assertThatThrownBy(() -> select("llama-dynamo", LORA.withTargetPattern("q_proj")))
                .as("a part of the path is not the path")
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("q_proj", "down_proj", "model.layers.0.self_attn.q_proj");
    }

    @Test
    void layersNarrowNames() {
        assertThat(select("llama-dynamo", LORA.withLayers(1, 1)))
                .hasSize(7)
                .allMatch(path -> path.startsWith("model.layers.1."));
        assertThat(select("gpt2-torchscript", LORA.withTargetModules("c_fc").withLayers(0, 1)))
                .containsExactly("transformer.h.0.mlp.c_fc", "transformer.h.1.mlp.c_fc");
        assertThat(select(
                        "gpt2-torchscript",
                        LORA.withTargetModules("c_fc", "transformer.h.0.attn.c_attn")
                                .withLayers(1, 1)))
                .as("PEFT does not look at the layer of a module that is named in full")
                .containsExactly("transformer.h.0.attn.c_attn", "transformer.h.1.mlp.c_fc");
        assertThat(select("llama-dynamo", LORA.withLowerLayers(0.5)))
                .isEqualTo(select("llama-dynamo", LORA.withLayers(0, 0)))
                .isNotEmpty();
        assertThat(select("llama-dynamo", LORA.withLowerLayers(0.51)))
                .as("rounded up")
                .isEqualTo(select("llama-dynamo", LORA));
        assertThatThrownBy(() -> select("llama-dynamo", LORA.withLayers(1, 3)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("[2, 3]", "0 to 1");
    }

    @Test
    void exclusionComesLast() {
        assertThat(select("llama-dynamo", LORA.withoutModules("mlp.up_proj", "k_proj", "gate_proj", "down_proj")))
                .containsExactly(
                        "model.layers.0.self_attn.q_proj",
                        "model.layers.0.self_attn.v_proj",
                        "model.layers.0.self_attn.o_proj",
                        "model.layers.1.self_attn.q_proj",
                        "model.layers.1.self_attn.v_proj",
                        "model.layers.1.self_attn.o_proj");
        assertThatThrownBy(() -> select("llama-dynamo", LORA.withoutModules("c_attn")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("excluded module \"c_attn\"", "q_proj");
        assertThatThrownBy(() ->
                        select("llama-dynamo", LORA.withTargetModules("q_proj").withoutModules("q_proj")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("excluded");
    }

    @Test
    void wrongValuesFailAtOnce() {
        assertThatThrownBy(() -> LORA.withTargetPattern("(q_proj"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("(q_proj", "character 7");
        assertThatThrownBy(() -> LORA.withTargetModules()).isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> LORA.withTargetModules(" ")).isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> LORA.withLayers(3, 2))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("3 to 2");
        assertThatThrownBy(() -> LORA.withLayers(-1, 2)).isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> LORA.withLayers(0, 1).withTargetPattern(".*"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("write the layers into the pattern");
    }
}
