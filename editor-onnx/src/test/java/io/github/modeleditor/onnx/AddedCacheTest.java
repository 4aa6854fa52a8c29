package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withPrecision;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.core.engine.Decoding;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.generation.GeneratedText;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.onnx.model.ModelFolder;
import io.github.modeleditor.onnx.models.FixtureModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts that are written with a cache which the export has not are those that are written without one. */
class AddedCacheTest {
    private static final int POSITIONS = 64;

    @TestFactory
    Stream<DynamicTest> everyModelWithoutACacheOfUseWritesAsWithoutOne(@TempDir Path temporary) {
        List<FixtureModel> models = FixtureModel.all(temporary).stream()
                .filter(model -> model.refusal().isEmpty())
                .filter(model -> !hasCacheOfUse(model.onnx()))
                .toList();
        assertThat(models).hasSizeGreaterThan(30);
        return models.stream()
                .map(model -> DynamicTest.dynamicTest(
                        model.name(), () -> assertWritesAsWithout(model.onnx(), Precision.FLOAT32)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"INT8", "FLOAT16"})
    void sameInOtherPrecisions(Precision precision) {
        if (precision == Precision.INT8 || Fixtures.device() instanceof Device.Cuda) {
            assertWritesAsWithout(Fixtures.folder("llama-dynamo"), precision);
        }
    }

    private static boolean hasCacheOfUse(Path folder) {
        return Decoder.of(Lowering.lower(GraphReader.read(ModelFolder.of(folder).graph())))
                .decodesWithCache();
    }

    private static void assertWritesAsWithout(Path folder, Precision precision) {
        try (OnnxEngine engine = OnnxEngine.open(folder, Fixtures.device(), LoraConfig.rank(2), precision)) {
            assertThat(decodes(engine)).isTrue();
            GenerationConfig greedy =
                    GenerationConfig.defaults().withMaximumTokens(POSITIONS).withStopStrings();
            GenerationConfig sampled =
                    greedy.withTemperature(0.9).withTopP(0.95).withTopK(50).withSeed(7);
            List<int[]> prompts = prompts(engine, 3, 9, 1, 7, 7, 2, 40);
            for (LoraWeights adapter : Arrays.asList(null, Fixtures.adapter(engine))) {
                for (GenerationConfig config : List.of(greedy, sampled)) {
                    assertThat(tokens(engine, prompts, config, adapter))
                            .isDeepEqualTo(tokens(withoutCache(engine), prompts, config, adapter));
                }
            }
        }
    }

    private static int[][] tokens(
            Engine engine, List<int[]> prompts, GenerationConfig config, @Nullable LoraWeights adapter) {
        return new TextGenerator(engine, PromptTokenizer.of(engine))
                .generate(prompts, config, adapter).stream()
                        .map(GeneratedText::tokens)
                        .toArray(int[][]::new);
    }

    /** The very engine, which says that it has no cache. */
    private static Engine withoutCache(OnnxEngine engine) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("decoding")) {
                        return Optional.empty();
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean decodes(Engine engine) {
        Optional<Decoding> decoding = engine.decoding(null);
        decoding.ifPresent(Decoding::close);
        return decoding.isPresent();
    }

    private static List<int[]> prompts(OnnxEngine engine, int... lengths) {
        Random random = new Random(5);
        int vocabulary = engine.description().vocabularySize();
        return IntStream.of(lengths)
                .mapToObj(length -> random.ints(length, 1, vocabulary).toArray())
                .toList();
    }

    /** Large enough to change what is written. */
    @Test
    void textsMayGrowToTheLastPositionThereIs() {
        try (OnnxEngine engine =
                OnnxEngine.open(Fixtures.folder("gpt2-torchscript"), Fixtures.device(), LoraConfig.rank(2))) {
            int[] text = prompts(engine, POSITIONS).get(0);
            try (Decoding decoding = engine.decoding(null).orElseThrow()) {
                float[][] logits = decoding.begin(List.of(Arrays.copyOf(text, 1)));
                for (int length = 1; length < POSITIONS; length++) {
                    logits = decoding.next(new int[] {0}, new int[] {text[length]});
                }
                assertThat(logits[0])
                        .containsExactly(
                                engine.logits(TokenBatch.lastPositions(List.of(text)), null)[0], withPrecision(1e-4f));
            }
        }
    }

    /** As rotary angles that depend on the longest text do: what is kept would be turned by other angles. */
    @Test
    void whatAllPositionsHaveASayInIsRunAgain(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        model.rewriteGraph(graph -> insertBefore(
                graph,
                "position_ids",
                "scaled_positions",
                List.of(
                        node("ReduceMax", List.of("position_ids"), "last_position")
                                .addAttribute(Attributes.integer("keepdims", 1)),
                        node("Min", List.of("position_ids", "last_position"), "scaled_positions"))));
        assertIsRunAgain(model.folder());
    }

    /** As token shifts and convolutions do: a token hears of another before any attention. */
    @Test
    void tokensThatMixOutsideAttentionAreRunAgain(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        String embedded = model.proto().getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals("LayerNormalization"))
                .findFirst()
                .orElseThrow()
                .getInput(0);
        model.rewriteGraph(graph -> insertBefore(
                graph, embedded, "mixed", List.of(node("CumSum", List.of(embedded, axis(graph)), "mixed"))));
        assertIsRunAgain(model.folder());
    }

    private static void assertIsRunAgain(Path folder) {
        try (OnnxEngine engine = OnnxEngine.open(folder, Fixtures.device(), LoraConfig.rank(2))) {
            assertThat(decodes(engine)).isFalse();
            List<int[]> prompts = prompts(engine, 3, 5);
            GenerationConfig config =
                    GenerationConfig.defaults().withMaximumTokens(4).withStopStrings();
            assertThat(tokens(engine, prompts, config, null))
                    .as("text is written all the same")
                    .hasNumberOfRows(2);
        }
    }

    private static String axis(GraphProto.Builder graph) {
        graph.addInitializerBuilder()
                .setName("axis_of_tokens")
                .setDataType(DataType.INT64.getNumber())
                .addInt64Data(1);
        return "axis_of_tokens";
    }

    private static NodeProto.Builder node(String operator, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output);
    }

    /** Lets all that read a value read another one that is made of it. */
    private static void insertBefore(
            GraphProto.Builder graph, String value, String instead, List<NodeProto.Builder> made) {
        int after = 0;
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto.Builder node = graph.getNodeBuilder(i);
            after = node.getOutputList().contains(value) ? i + 1 : after;
            for (int input = 0; input < node.getInputCount(); input++) {
                if (node.getInput(input).equals(value)) {
                    node.setInput(input, instead);
                }
            }
        }
        for (int i = 0; i < made.size(); i++) {
            graph.addNode(after + i, made.get(i));
        }
    }

    @Test
    void rowsMayLeaveAndOthersGoOn() {
        try (OnnxEngine engine =
                OnnxEngine.open(Fixtures.folder("llama-dynamo"), Fixtures.device(), LoraConfig.rank(2))) {
            List<int[]> texts = prompts(engine, 2, 5, 3);
            try (Decoding decoding = engine.decoding(null).orElseThrow()) {
                decoding.begin(texts);
                float[][] logits = decoding.next(new int[] {2}, new int[] {9});
                int[] grown = Ints.concat(texts.get(2), new int[] {9});
                assertThat(logits[0])
                        .containsExactly(
                                engine.logits(TokenBatch.lastPositions(List.of(grown)), null)[0], withPrecision(1e-4f));
            }
        }
    }
}
