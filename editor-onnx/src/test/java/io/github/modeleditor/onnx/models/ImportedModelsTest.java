package io.github.modeleditor.onnx.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.decoder.CachedTensor;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.importer.ModelImport;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logits of imported graphs, run by ONNX Runtime as they were written, against those of Hugging Face's library in float64, and of the same
 * models in GGUF. Gradients, greedy texts and edits of all of them are measured by {@link ModelsPageTest}.
 */
class ImportedModelsTest {
    /** GGUF has their packed products in another order of rows, or angles as divisors. All others become the very same weights. */
    private static final Set<String> OTHERWISE =
            Set.of("imports/bloom", "imports/falcon-grouped", "imports/gpt-neox", "imports/llama3");

    @TempDir
    static Path temporary;

    private static List<FixtureModel> imports() {
        return FixtureModel.all(temporary).stream()
                .filter(model -> model.name().startsWith("imports/"))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> logitsAreThoseOfTheLibrary() {
        List<FixtureModel> models = imports();
        assertThat(models).hasSizeGreaterThan(20);
        return models.stream()
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    Safetensors golden = model.golden();
                    float[] expected = golden.floats("logits");
                    assertCloseAtTexts(logits(model.onnx(), golden), expected, golden, 1e-4);
                    Path gguf = model.folder().resolve("model.gguf");
                    if (Files.exists(gguf)) {
                        Path folder = model.folder().resolve("of-gguf");
                        ModelImport.open(gguf).writeTo(folder);
                        assertCloseAtTexts(logits(folder, golden), expected, golden, 1e-4);
                        if (!OTHERWISE.contains(model.name())) {
                            assertThat(folder.resolve("model.onnx.data"))
                                    .hasSameBinaryContentAs(model.onnx().resolve("model.onnx.data"));
                        }
                    }
                }));
    }

    private static double[] logits(Path folder, Safetensors golden) throws OrtException {
        Path file = folder.resolve("model.onnx");
        Decoder decoder = Decoder.of(Lowering.lower(GraphReader.read(file)));
        Map<String, Tensor> inputs = new HashMap<>(Fixtures.inputs(golden));
        long rows = golden.shape("input_ids")[0];
        for (CachedTensor tensor : decoder.cache()) {
            inputs.put(
                    tensor.past(),
                    new Tensor(
                            DataType.FLOAT,
                            List.of(rows, (long) tensor.heads(), 0L, (long) tensor.width()),
                            new double[0]));
        }
        try (PlainOrt session = PlainOrt.open(file)) {
            return session.run(inputs).get("logits").elements();
        }
    }

    /** Relative to the largest logit; what a model says behind the end of a text does not count. */
    private static void assertCloseAtTexts(double[] actual, float[] expected, Safetensors golden, double tolerance) {
        long[] mask = golden.longs("attention_mask");
        int width = expected.length / mask.length;
        double largest = 0;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        assertThat(actual).hasSameSizeAs(expected);
        for (int place = 0; place < expected.length; place++) {
            if (mask[place / width] == 1) {
                assertThat(actual[place]).as("logit %d", place).isCloseTo(expected[place], within(tolerance * largest));
            }
        }
    }
}
