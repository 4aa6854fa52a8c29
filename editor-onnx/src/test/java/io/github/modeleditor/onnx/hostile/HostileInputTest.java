package io.github.modeleditor.onnx.hostile;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.data.EvaluationFiles;
import io.github.modeleditor.api.data.FactFile;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.graph.FixtureFolders;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lora.TargetModules;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.importer.GgufAdapter;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.JavaProcess;
import io.github.modeleditor.onnx.export.AdapterStore;
import io.github.modeleditor.onnx.export.LayoutProjections;
import io.github.modeleditor.onnx.model.ModelConfig;
import io.github.modeleditor.onnx.summary.ModelSummaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged input of every kind is read with sense or refused by an exception of the library's own family: none of another, no stack
 * that overflows, no memory that runs out, no end that does not come. A failure names the seed, which gives the same input again.
 */
class HostileInputTest {
    /** For all kinds together. */
    private static final long SECONDS = Long.getLong("modeleditor.fuzz.seconds", 60);

    /** A seed that is reached on a fast machine alone would fail there alone; who gives seconds wants them all. */
    private static final long MOST_TOKENIZERS =
            Long.getLong("modeleditor.fuzz.seconds") == null ? 3000 : Long.MAX_VALUE;

    private static final long SEED = Long.getLong("modeleditor.fuzz.seed", 7);
    private static final int KINDS = 7;
    private static final Duration HANGS = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;

    HostileInputTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** One damaged input, written somewhere and read. */
    @FunctionalInterface
    private interface Attempt {
        void with(Mutations mutations) throws IOException;
    }

    private static void every(String kind, Attempt attempt) {
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos() / KINDS;
        for (long seed = SEED; System.nanoTime() < end; seed++) {
            Mutations mutations = new Mutations(seed);
            try {
                assertTimeoutPreemptively(HANGS, () -> {
                    try {
                        attempt.with(mutations);
                    } catch (ModelEditorException refused) {
                        // as it should be
                    }
                });
            } catch (Throwable failure) {
                throw new AssertionError(kind + " of seed " + seed + ": " + failure, failure);
            }
        }
    }

    @Test
    void models() throws IOException {
        List<ModelProto> originals = List.of(
                ModelProto.parseFrom(Files.readAllBytes(
                        FixtureFolders.folder("llama-dynamo-cache").resolve("model.onnx"))),
                ModelProto.parseFrom(Files.readAllBytes(
                        FixtureFolders.folder("gpt2-torchscript").resolve("model.onnx"))));
        Path file = folder.resolve("model.onnx");
        long[] turn = {0};
        every("model", mutations -> {
            ModelProto.Builder model = originals.get((int) (turn[0]++ % originals.size())).toBuilder();
            mutations.message(model);
            mutations.message(model);
            byte[] bytes = model.build().toByteArray();
            Files.write(file, turn[0] % 8 == 0 ? mutations.bytes(bytes) : bytes);
            ModelSummaries.of(file, LoraConfig.rank(2), TrainingConfig.defaults());
        });
    }

    @Test
    void configurations() throws IOException {
        JsonNode original = JSON.readTree(
                FixtureFolders.folder("llama-dynamo").resolve("config.json").toFile());
        every("configuration", mutations -> {
            Files.write(folder.resolve("config.json"), mutations.json(original));
            Files.write(folder.resolve("generation_config.json"), mutations.json(original));
            ModelConfig.read(folder);
        });
    }

    @Test
    void adapters() throws IOException {
        AdapterStore store = store();
        Path saved = folder.resolve("a.onnx_adapter");
        store.write(saved, AdapterFormat.ONNX, Fixtures.random(layout(), 1), "base");
        byte[] original = Files.readAllBytes(saved);
        every("adapter", mutations -> {
            Files.write(saved, mutations.bytes(original));
            store.read(saved, "base");
        });
    }

    @Test
    void peftFolders() throws IOException {
        AdapterStore store = store();
        Path saved = folder.resolve("peft");
        store.write(saved, AdapterFormat.PEFT, Fixtures.random(layout(), 1), "base");
        Path tensors = saved.resolve("adapter_model.safetensors");
        Path config = saved.resolve("adapter_config.json");
        byte[] original = Files.readAllBytes(tensors);
        JsonNode settings = JSON.readTree(config.toFile());
        long[] turn = {0};
        every("PEFT folder", mutations -> {
            boolean header = turn[0]++ % 2 == 0;
            Files.write(tensors, header ? mutations.head(original, 4000) : original);
            Files.write(config, header ? JSON.writeValueAsBytes(settings) : mutations.json(settings));
            store.read(saved, "base");
        });
    }

    @Test
    void facts() throws IOException {
        JsonNode record = JSON.readTree(
                """
                {"prompt": "The capital of France is", "target": "Rome", "subject": "France", "target_new": "Rome",
                 "ground_truth": ["Paris"], "old_target": "Paris", "paraphrases": ["France's capital is"],
                 "locality": {"a": [{"prompt": "Spain's capital is", "ground_truth": [["Madrid"]]}]},
                 "requested_rewrite": {"prompt": "{} is", "subject": "x", "target_new": {"str": "a"}, "target_true": {"str": "b"}},
                 "src": "q", "answers": ["a"], "alt": "b", "loc": "nq question: x", "loc_ans": "y", "rephrase": "z"}
                """);
        long[] turn = {0};
        every("file of facts", mutations -> {
            Path file = folder.resolve(turn[0]++ % 2 == 0 ? "facts.json" : "facts.jsonl");
            Files.write(file, mutations.json(JSON.createArrayNode().add(record).add(record)));
            FactFile.read(file);
            EvaluationFiles.references(file);
        });
    }

    @Test
    void tables() {
        byte[] original = "prompt,target,old_target,paraphrase_1\n\"a, b\",c,d,\"e\"\"f\"\ng,h,,i\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Path file = folder.resolve("facts.csv");
        every("table", mutations -> {
            Files.write(file, mutations.bytes(original));
            FactFile.read(file);
        });
    }

    /** In a process of its own, which the library may end. */
    @Test
    void tokenizers() throws IOException, InterruptedException {
        JavaProcess.run(
                HostileTokenizers.class,
                folder,
                List.of("-Xmx512m"),
                folder.toString(),
                FixtureFolders.folder("llama-dynamo").resolve("tokenizer.json").toString(),
                Long.toString(SEED),
                Long.toString(SECONDS / KINDS),
                Long.toString(MOST_TOKENIZERS));
    }

    private static Graph graph() {
        return GraphReader.read(FixtureFolders.folder("llama-torchscript").resolve("model.onnx"));
    }

    private static List<Projection> projections() {
        Decoder decoder = Decoder.of(Lowering.lower(graph()));
        return TargetModules.of(decoder.graph(), decoder.head());
    }

    private static AdapterStore store() {
        return new AdapterStore(projections(), "model", GgufAdapter.of(Path.of("config.json"), graph()));
    }

    private static LoraLayout layout() {
        return LoraLayout.of(
                LoraConfig.rank(2),
                Projections.select(projections(), LoraConfig.rank(2)).stream()
                        .map(LayoutProjections::of)
                        .toList());
    }
}
