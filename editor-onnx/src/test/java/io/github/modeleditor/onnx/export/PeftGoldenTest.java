package io.github.modeleditor.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Adapters that PEFT wrote, and what it computes under them; and adapters for PEFT, which {@code --check} reads back. */
class PeftGoldenTest {
    static final List<String> MODELS =
            Stream.of(Fixtures.NAMES, Fixtures.CACHED).flatMap(List::stream).toList();

    private static OnnxEngine open(String fixture) {
        return OnnxEngine.open(Fixtures.folder(fixture), Device.cpu(1), LoraConfig.rank(2));
    }

    static Path adapter(String name) {
        try {
            return Path.of(Objects.requireNonNull(PeftGoldenTest.class.getResource("/peft/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tensors of 32 and 16 bits, ranks and alphas of single modules, other scales, one layer, and Conv1D. */
    @ParameterizedTest
    @CsvSource({
        "plain, llama-dynamo",
        "patterns, llama-torchscript",
        "rank-stabilized, gpt2-dynamo",
        "one-layer, gpt2-torchscript"
    })
    void adapterOfPeftGivesItsLogits(String name, String fixture, @TempDir Path temporary) {
        TokenBatch batch = Fixtures.batch(Fixtures.golden(fixture));
        Tensor expected = logits(adapter(name).resolve("golden.safetensors"), "logits", batch);
        try (OnnxEngine engine = open(fixture)) {
            LoraWeights weights = engine.readAdapter(adapter(name));
            Tensor actual = Tensor.ofRows(engine.logits(batch, weights));
            assertThat(actual.relativeError(expected)).isLessThan(1e-5);
            assertThat(Tensor.ofRows(engine.logits(batch, null)).relativeError(expected))
                    .isGreaterThan(0.05);

            for (AdapterFormat format : EnumSet.complementOf(EnumSet.of(AdapterFormat.GGUF))) {
                Path saved = temporary.resolve(format.name());
                engine.adapterWriter()
                        .write(saved, format, weights, engine.description().fingerprint());
                Tensor again = Tensor.ofRows(engine.logits(batch, engine.readAdapter(saved)));
                assertThat(again.relativeError(expected)).as(format.name()).isLessThan(1e-5);
            }
        }
    }

    /** What {@code tools/make_peft_golden.py --check} loads in PEFT. The scale is 3/7, so B is unfolded by it. */
    @ParameterizedTest
    @FieldSource("MODELS")
    void adapterForPeftHasTheWeightsThatWereTrained(String fixture) {
        Safetensors golden = Fixtures.golden(fixture);
        Path folder = Path.of("target", "peft", fixture);
        try (OnnxEngine engine = open(fixture)) {
            LoraWeights weights =
                    Goldens.weights(golden, engine.layout(LoraConfig.rank(3).withAlpha(9.0 / 7)));
            engine.adapterWriter()
                    .write(
                            folder,
                            AdapterFormat.PEFT,
                            weights,
                            engine.description().fingerprint());
            LoraWeights read = engine.readAdapter(folder);
            assertThat(read.values()).isEqualTo(weights.values());
            assertThat(read.layout().targetModules()).isEqualTo(weights.layout().targetModules());
            assertThat(read.layout().config().scale())
                    .isEqualTo(weights.layout().config().scale());

            TokenBatch batch = Fixtures.batch(golden);
            Tensor expected = Tensor.ofRows(engine.logits(batch, weights));
            assertThat(expected.relativeError(
                            logits(Fixtures.folder(fixture).resolve("golden.safetensors"), "lora_logits", batch)))
                    .isLessThan(1e-5);
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder(PeftConfig.NAME, PeftFolder.TENSORS);
    }

    private static Tensor logits(Path file, String name, TokenBatch batch) {
        Safetensors golden = Safetensors.read(file);
        float[] values = golden.floats(name);
        double[] elements = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            elements[i] = values[i];
        }
        List<Long> shape =
                Arrays.stream(golden.shape(name)).mapToObj(Long::valueOf).toList();
        return Tensor.of(DataType.FLOAT, shape, elements).rows(batch.targetPositions());
    }
}
