package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withPrecision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.PromptForm;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the fixtures write, token for token as Hugging Face's generate; with a cache, without one, alone and in batches. */
class GenerationTest {
    static final List<String> DECODED = Stream.of(Fixtures.NAMES, Fixtures.CACHED, FusedFixtures.ALL)
            .flatMap(List::stream)
            .toList();
    static final List<String> MODELS = Stream.of(
                    Fixtures.NAMES, Fixtures.CACHED, FusedFixtures.SINGLE, FusedFixtures.QUANTIZED)
            .flatMap(List::stream)
            .toList();

    /** Of this one a stop string begins at the end of a prompt, where only Hugging Face looks for it. */
    static final List<String> STOPPING =
            MODELS.stream().filter(model -> !model.contains("gemma2")).toList();

    private static final GenerationConfig PLAIN =
            GenerationConfig.defaults().withMaximumTokens(16).withStopStrings();

    @ParameterizedTest
    @FieldSource("MODELS")
    void batchOfPromptsIsContinuedAsByHuggingFace(String model) {
        List<JsonNode> golden = golden(model);
        try (OnnxEngine engine = open(Fixtures.folder(model))) {
            TextGenerator generator = generator(engine);
            List<int[]> prompts = prompts(golden, generator);
            assertThat(prompts).containsExactly(ids(golden, "ids"));
            assertThat(tokens(generator.generate(prompts, PLAIN, null))).containsExactly(unended(golden, "greedy"));
            assertThat(tokens(generator.generate(prompts, PLAIN.withRepetitionPenalty(1.3), null)))
                    .containsExactly(unended(golden, "penalty"));
            assertThat(tokens(generator.generate(prompts, PLAIN.withMaximumTokens(1000), null)))
                    .as("64 positions are all there are")
                    .containsExactly(unended(golden, "to_the_end"));
        }
    }

    @ParameterizedTest
    @FieldSource("STOPPING")
    void stopStringEndsAsInHuggingFaceAndIsCutOff(String model) {
        try (OnnxEngine engine = open(Fixtures.folder(model))) {
            TextGenerator generator = generator(engine);
            for (JsonNode prompt : golden(model)) {
                String stop = prompt.get("stop").textValue();
                GeneratedText text = generator
                        .generate(List.of(ids(prompt, "ids")), PLAIN.withStopStrings("never found", stop), null)
                        .get(0);
                assertThat(text.tokens()).isEqualTo(ids(prompt, "stopped"));
                assertThat(text.text()).doesNotContain(stop);
                String whole = generator
                        .generate(List.of(ids(prompt, "ids")), PLAIN, null)
                        .get(0)
                        .text();
                assertThat(whole).startsWith(text.text());
                assertThat(whole.contains(stop)).isEqualTo(whole.startsWith(text.text() + stop));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void anyOfSeveralEndOfTextTokensEnds(String model, @TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.folder(model))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        for (JsonNode prompt : golden(model)) {
            Files.writeString(
                    folder.resolve("generation_config.json"), "{\"eos_token_id\": " + prompt.get("ends") + "}");
            try (OnnxEngine engine = open(folder)) {
                int[] ended = ids(prompt, "ended");
                int last = ended[ended.length - 1];
                boolean ends = Arrays.stream(ids(prompt, "ends")).anyMatch(end -> end == last);
                assertThat(ends).as("ends before the limit").isTrue();
                assertThat(tokens(generator(engine).generate(List.of(ids(prompt, "ids")), PLAIN, null)))
                        .as("the end-of-text token itself is left out")
                        .containsExactly(Arrays.copyOf(ended, ended.length - 1));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void sampledBatchEqualsEachPromptAloneWithAnAdapterToo(String model) {
        GenerationConfig config = PLAIN.withTemperature(0.8)
                .withTopK(50)
                .withTopP(0.9)
                .withRepetitionPenalty(1.1)
                .withSeed(7);
        try (OnnxEngine engine = open(Fixtures.folder(model))) {
            TextGenerator generator = generator(engine);
            List<int[]> prompts = prompts(golden(model), generator);
            for (LoraWeights weights : Arrays.asList(null, Fixtures.adapter(engine))) {
                List<List<int[]>> alone = prompts.stream()
                        .map(prompt -> tokens(generator.generate(List.of(prompt), config, weights)))
                        .toList();
                List<int[]> together = tokens(generator.generate(prompts, config, weights));
                assertThat(together)
                        .containsExactly(alone.stream().flatMap(List::stream).toArray(int[][]::new));
                int[] otherwise = tokens(generator.generate(List.of(prompts.get(0)), config.withSeed(8), weights))
                        .get(0);
                assertThat(otherwise).isNotEqualTo(together.get(0));
            }
        }
    }

    /** Rows of unlike length, of which one leaves after every token: the logits are those of the whole text run again. */
    @ParameterizedTest
    @FieldSource("DECODED")
    void cachedLogitsEqualRecomputedOnes(String model) {
        Random random = new Random(5);
        try (OnnxEngine engine = open(Fixtures.folder(model))) {
            for (LoraWeights weights : Arrays.asList(null, Fixtures.adapter(engine))) {
                List<int[]> texts = IntStream.of(3, 9, 1, 7, 7, 2, 12)
                        .mapToObj(length -> random.ints(length, 1, 320).toArray())
                        .toList();
                try (Decoding decoding = engine.decoding(weights).orElseThrow()) {
                    assertLogits(decoding.begin(texts), engine, texts, weights);
                    while (texts.size() > 1) {
                        int leaving = random.nextInt(texts.size());
                        int[] rows = IntStream.range(0, texts.size())
                                .filter(row -> row != leaving)
                                .toArray();
                        int[] next = random.ints(rows.length, 1, 320).toArray();
                        List<int[]> before = texts;
                        texts = IntStream.range(0, rows.length)
                                .mapToObj(row -> Ints.concat(before.get(rows[row]), new int[] {next[row]}))
                                .toList();
                        assertLogits(decoding.next(rows, next), engine, texts, weights);
                    }
                }
            }
        }
    }

    private static void assertLogits(
            float[][] logits, OnnxEngine engine, List<int[]> texts, @Nullable LoraWeights weights) {
        assertThat(logits).hasNumberOfRows(texts.size());
        for (int row = 0; row < logits.length; row++) {
            TokenBatch batch = TokenBatch.lastPositions(List.of(texts.get(row)));
            assertThat(logits[row]).containsExactly(engine.logits(batch, weights)[0], withPrecision(1e-4f));
        }
    }

    private static OnnxEngine open(Path folder) {
        return OnnxEngine.open(folder, Fixtures.device(), LoraConfig.rank(2));
    }

    private static TextGenerator generator(OnnxEngine engine) {
        return new TextGenerator(engine, PromptTokenizer.of(engine));
    }

    /** Large enough to change what is written. */
    private static List<JsonNode> golden(String model) {
        try {
            JsonNode file = new ObjectMapper()
                    .readTree(Fixtures.folder(model).resolve("generations.json").toFile());
            return Streams.stream(file.get("prompts")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<int[]> prompts(List<JsonNode> golden, TextGenerator generator) {
        return golden.stream()
                .map(prompt -> generator.prompt(prompt.get("text").textValue(), PromptForm.PLAIN))
                .toList();
    }

    private static List<int[]> tokens(List<GeneratedText> texts) {
        return texts.stream().map(GeneratedText::tokens).toList();
    }

    private static int[][] ids(List<JsonNode> golden, String name) {
        return golden.stream().map(prompt -> ids(prompt, name)).toArray(int[][]::new);
    }

    private static int[] ids(JsonNode prompt, String name) {
        return Streams.stream(prompt.get(name)).mapToInt(JsonNode::intValue).toArray();
    }

    /** Hugging Face gives the token that ends a text too. */
    private static int[][] unended(List<JsonNode> golden, String name) {
        return Arrays.stream(ids(golden, name))
                .map(ids -> ids[ids.length - 1] == 0 ? Arrays.copyOf(ids, ids.length - 1) : ids)
                .toArray(int[][]::new);
    }
}
