package io.github.modeleditor.onnx.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lora.TargetModules;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.onnx.Fixtures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The folders that are refused, and what is written into one. That PEFT agrees is tested by PeftGoldenTest. */
class PeftFolderTest {
    private static final String BASE = "0123abc";
    private static final List<Projection> LLAMA = projections("llama-dynamo");

    private final Path adapter;

    PeftFolderTest(@TempDir Path folder) {
        adapter = folder.resolve("adapter");
    }

    private static List<Projection> projections(String fixture) {
        Decoder decoder = Decoder.of(
                Lowering.lower(GraphReader.read(Fixtures.folder(fixture).resolve("model.onnx"))));
        return Projections.of(decoder.graph(), decoder.head());
    }

    /** What PEFT wrote: rank 4, alpha 8, on q_proj, v_proj and down_proj. */
    @BeforeEach
    void copy() throws IOException {
        Files.createDirectory(adapter);
        for (String name : List.of(PeftConfig.NAME, PeftFolder.TENSORS)) {
            Files.copy(PeftGoldenTest.adapter("plain").resolve(name), adapter.resolve(name));
        }
    }

    private JsonNode config() throws IOException {
        return new ObjectMapper().readTree(adapter.resolve(PeftConfig.NAME).toFile());
    }

    private void configure(String name, String value) throws IOException {
        ObjectNode config = (ObjectNode) config();
        config.set(name, new ObjectMapper().readTree(value));
        Files.writeString(adapter.resolve(PeftConfig.NAME), config.toString());
    }

    private ThrowableAssertAlternative<AdapterException> refused() {
        return assertThatExceptionOfType(AdapterException.class)
                .isThrownBy(() -> PeftFolder.read(adapter, LLAMA, BASE))
                .withMessageContaining(adapter.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "peft_type | \"IA3\" | has the peft_type \"IA3\"",
                "bias | \"all\" | trains biases",
                "use_dora | true | sets use_dora",
                "lora_bias | true | sets lora_bias",
                "modules_to_save | [\"lm_head\"] | sets modules_to_save",
                "layer_replication | [[0, 1]] | sets layer_replication",
                "target_parameters | [\"experts\"] | sets target_parameters",
                "trainable_token_indices | [1, 2] | sets trainable_token_indices",
                "alora_invocation_tokens | [1] | sets alora_invocation_tokens",
                "r | 0 | The r in",
                "r | \"four\" | not a number above 0",
                "lora_alpha | -1 | The lora_alpha in",
                "rank_pattern | {\"q_proj\": 0} | The rank_pattern in",
                "rank_pattern | {\"(\": 3} | no regular expression",
                "r | 5 | has the shape [4, 32]",
                "r | 2000000000 | has the shape [4, 32]",
                "rank_pattern | {\"down_proj\": 3} | needs [3, 48]"
            })
    void whatIsNoPlainLoraIsRefused(String name, String value, String message) throws IOException {
        configure(name, value);
        refused().withMessageContaining(message).withMessageMatching("(?s).*(Save|Merge|Open).*");
    }

    @Test
    void baseWeightsThatPeftWritesBesideAnEmbeddingAreLeftAside() throws IOException {
        SafetensorsWriter tensors = new SafetensorsWriter(Map.of("format", "pt"));
        String module = "base_model.model.model.embed_tokens.";
        tensors.add(module + "base_layer.weight", 320, 32, (row, column) -> 1);
        tensors.add(module + "lora_embedding_A", 4, 320, (row, column) -> row * 320 + column);
        tensors.add(module + "lora_embedding_B", 32, 4, (row, column) -> -row * 4 - column);
        try (OutputStream out = Files.newOutputStream(adapter.resolve(PeftFolder.TENSORS))) {
            tensors.writeTo(out);
        }
        Decoder decoder = Decoder.of(
                Lowering.lower(GraphReader.read(Fixtures.folder("llama-dynamo").resolve("model.onnx"))));
        LoraWeights weights = PeftFolder.read(adapter, TargetModules.of(decoder.graph(), decoder.head()), BASE);
        assertThat(weights.layout().targetModules()).singleElement().matches(TargetModule::embedding);
        assertThat(weights.values())
                .startsWith(0, 320, 640, 960, 1)
                .endsWith(-119, -123, -127)
                .hasSize(4 * 352);
    }

    @Test
    void missingAndDamagedFilesAreRefused() throws IOException {
        Path tensors = adapter.resolve(PeftFolder.TENSORS);
        byte[] whole = Files.readAllBytes(tensors);
        for (int length = whole.length - 1; length >= 0; length -= 97) {
            Files.write(tensors, Arrays.copyOf(whole, length));
            refused().withMessageContaining("cannot be read");
        }
        Files.delete(tensors);
        refused().withMessageContaining("there is no such file");
        Files.writeString(adapter.resolve(PeftConfig.NAME), "{\"r\": ");
        refused().withMessageContaining("is no JSON");
        Files.writeString(adapter.resolve(PeftConfig.NAME), "[]");
        refused().withMessageContaining("holds no PEFT adapter");
        Files.delete(adapter.resolve(PeftConfig.NAME));
        refused().withMessageContainingAll("holds no PEFT adapter", "save_pretrained");
    }

    @Test
    void tensorsOfOtherModulesAreRefused() throws IOException {
        rename("layers.1.mlp.down_proj.lora_B", "layers.1.mlp.down_proj.lora_C");
        refused().withMessageContainingAll("layers.1.mlp.down_proj.lora_B.weight is missing", "copy the adapter again");
        rename("layers.1.mlp.down_proj", "layers.7.mlp.down_proj");
        refused().withMessageContainingAll("12 tensors, of which 10 fit", "layers.7.mlp", "Open the model");
        assertThatExceptionOfType(AdapterException.class)
                .isThrownBy(() -> PeftFolder.read(adapter, projections("gpt2-dynamo"), BASE))
                .withMessageContaining("12 tensors, of which 0 fit");
    }

    /** Another name of the same length in the header. */
    private void rename(String from, String to) throws IOException {
        Path tensors = adapter.resolve(PeftFolder.TENSORS);
        String text = Files.readString(tensors, ISO_8859_1);
        Files.writeString(tensors, text.replace(from, to), ISO_8859_1);
    }

    @Test
    void adapterOfAnotherBaseIsRefused() {
        LoraWeights weights = PeftFolder.read(adapter, LLAMA, BASE);
        PeftFolder.write(adapter, weights, "4567def", LLAMA, "llama");
        refused().withMessageContainingAll("4567def", BASE, "Open the model that it was made for");
        assertThat(PeftFolder.read(adapter, LLAMA, "4567def").values()).isEqualTo(weights.values());
    }

    /** Ranks of single modules go out as patterns, and targets by their paths where a name would say too much. */
    @Test
    void sumOfUnlikeAdaptersGoesOutAndIn() throws IOException {
        LoraWeights first = PeftFolder.read(adapter, LLAMA, BASE);
        List<Projection> one = LLAMA.subList(0, 1);
        LoraWeights second = new LoraWeights(
                LoraLayout.of(
                        LoraConfig.rank(3),
                        one.stream()
                                .map(p -> new LoraLayout.Projection(p.path(), p.inputs(), p.outputs()))
                                .toList()),
                new float[3 * (32 + 32)]);
        Arrays.fill(second.values(), 0.25f);
        LoraWeights sum = first.combinedWith(second);
        PeftFolder.write(adapter, sum, BASE, LLAMA, "llama");
        LoraWeights read = PeftFolder.read(adapter, LLAMA, BASE);
        assertThat(read.layout().targetModules()).isEqualTo(sum.layout().targetModules());
        assertThat(read.values()).isEqualTo(sum.values());
        assertThat(read.layout().targetModules().stream().map(TargetModule::rank))
                .containsExactly(7, 4, 4, 4, 4, 4);
        assertThat(config().path("target_modules"))
                .map(JsonNode::asText)
                .containsExactly("down_proj", "q_proj", "v_proj");
        assertThat(config().path("r").asInt()).isEqualTo(7);
        assertThat(config().path("rank_pattern")).hasSize(5);

        PeftFolder.write(adapter, second, BASE, LLAMA, "llama");
        assertThat(config().path("target_modules"))
                .map(JsonNode::asText)
                .containsExactly("model.layers.0.self_attn.q_proj");
    }

    @Test
    void onlyAnAdapterGivesWay() throws IOException {
        LoraWeights weights = PeftFolder.read(adapter, LLAMA, BASE);
        Path kept = Files.writeString(adapter.resolve("notes.txt"), "kept");
        Map<String, String> before = ModelCopy.snapshot(adapter);
        for (Path place : List.of(adapter, kept)) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> PeftFolder.write(place, weights, BASE, LLAMA, "llama"))
                    .withMessageContainingAll(place.toString(), "left as it is", "another name");
        }
        assertThat(ModelCopy.snapshot(adapter)).isEqualTo(before);
        Files.delete(kept);
        PeftFolder.write(adapter, weights, BASE, LLAMA, "llama");
        assertThat(adapter.toFile().list()).containsExactlyInAnyOrder(PeftConfig.NAME, PeftFolder.TENSORS);
        assertThat(adapter.resolveSibling("").toFile().list()).containsExactly("adapter");
    }

    /** The names that graphs of onnxruntime-genai have, and those that an export lost. */
    @ParameterizedTest
    @CsvSource({
        "model.layers.3.self_attn.q_proj, model.layers.3.self_attn.q_proj, model.layers.3.attn.q_proj",
        "model.layers.3.attn.q_proj, model.layers.3.self_attn.q_proj, model.layers.3.attn.q_proj",
        "model.layers.3.mlp.up_proj, model.layers.3.mlp.up_proj, model.layers.3.mlp.up_proj",
        "transformer.h.0.attn.c_attn, transformer.h.0.attn.c_attn, transformer.h.0.attn.c_attn",
        "model.layers.3.attn.qkv_proj, , model.layers.3.attn.qkv_proj",
        "node_MatMul_17, , node_MatMul_17",
        "MatMul_17, , MatMul_17"
    })
    void modulesAreNamedAsOthersDo(String path, String torch, String genai) {
        assertThat(ModuleNames.torch(path).orElse(null)).isEqualTo(torch);
        assertThat(ModuleNames.genai(path)).isEqualTo(genai);
    }

    @Test
    void lostNamesAreSaid() {
        List<Projection> nameless = LLAMA.stream()
                .limit(1)
                .map(p -> new Projection("MatMul_1", p.nodes(), p.inputs(), p.outputs(), p.type(), p.kind(), p.role()))
                .toList();
        LoraWeights weights = new LoraWeights(
                LoraLayout.of(LoraConfig.rank(1), List.of(new LoraLayout.Projection("MatMul_1", 32, 32, false))),
                new float[64]);
        Path place = adapter.resolveSibling("nameless");
        assertThatExceptionOfType(AdapterException.class)
                .isThrownBy(() -> PeftFolder.write(place, weights, BASE, nameless, "llama"))
                .withMessageContainingAll("MatMul_1", "no path of a torch module", "torch.onnx");
        assertThat(place).doesNotExist();
    }
}
