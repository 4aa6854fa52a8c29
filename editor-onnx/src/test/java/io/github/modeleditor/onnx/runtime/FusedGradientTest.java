package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.LoraConfig;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraTarget;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.FusedFixtures;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphReader;
import io.github.modeleditor.onnx.lora.Projection;
import io.github.modeleditor.onnx.lora.Projections;
import io.github.modeleditor.onnx.loss.Decoder;
import io.github.modeleditor.onnx.lower.Lowering;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Losses, logits and gradients of fused models against PyTorch autograd with the very weights of their graphs. */
class FusedGradientTest {
    static final List<String> MODELS = FusedFixtures.ALL;

    /** The scale of the goldens' adapters is 1; another one here shows that it is folded in and out of B. */
    private static final double SCALE = 2;

    @ParameterizedTest
    @FieldSource("MODELS")
    void gradientsEqualAutograd(String model) {
        double tolerance = tolerance(model);
        Safetensors golden = Fixtures.golden(model);
        TokenBatch batch = Fixtures.batch(golden);
        Graph graph = Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx")));
        Decoder decoder = Decoder.of(graph);
        List<Projection> projections = Projections.of(graph, decoder.head());
        LoraLayout layout = layout(golden, projections);
        assertThat(layout.targets())
                .extracting(LoraTarget::path)
                .containsExactlyInAnyOrderElementsOf(golden.names("lora_A:").stream()
                        .map(name -> name.substring("lora_A:".length()))
                        .toList());
        LoraWeights weights = new LoraWeights(layout, values(golden, layout, "lora", 1 / SCALE));
        float[] expected = values(golden, layout, "grad", SCALE);

        float[] gradient = new float[layout.size()];
        double loss;
        try (WeightTensors tensors = WeightTensors.map(graph);
                TrainingSession training =
                        TrainingSession.open(decoder, projections, layout, tensors, Fixtures.device());
                ScoringSession scoring = ScoringSession.open(decoder, projections, tensors, Fixtures.device())) {
            loss = training.accumulate(List.of(batch), weights, gradient);
            assertLogits(scoring.logits(batch, weights), golden, "lora_logits", tolerance);
            assertLogits(scoring.logits(batch, null), golden, "logits", tolerance);
        }
        assertThat(relativeError(new float[] {(float) loss}, golden.floats("loss")))
                .isLessThan(tolerance);
        for (LoraTarget target : layout.targets()) {
            assertClose(target.path() + " A", gradient, expected, target.offset(), target.sizeOfA(), tolerance);
            assertClose(target.path() + " B", gradient, expected, target.offsetOfB(), target.sizeOfB(), tolerance);
        }
    }

    /** Computed in single precision throughout; only constants that no weight holds are rounded to half precision. */
    private static double tolerance(String model) {
        return FusedFixtures.HALF.contains(model) ? 1e-3 : 1e-4;
    }

    private static void assertClose(
            String what, float[] actual, float[] expected, int offset, int length, double tolerance) {
        double error = relativeError(
                Arrays.copyOfRange(actual, offset, offset + length),
                Arrays.copyOfRange(expected, offset, offset + length));
        assertThat(error).as(what).isLessThan(tolerance);
    }

    private static void assertLogits(float[][] logits, Safetensors golden, String name, double tolerance) {
        int vocabulary = golden.shape(name)[2];
        float[] all = golden.floats(name);
        long[] positions = golden.longs("target_positions");
        for (int i = 0; i < positions.length; i++) {
            int start = (int) positions[i] * vocabulary;
            assertThat(relativeError(logits[i], Arrays.copyOfRange(all, start, start + vocabulary)))
                    .as(name + " at target " + i)
                    .isLessThan(tolerance);
        }
    }

    /** The largest difference, relative to the largest expected value. */
    private static double relativeError(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return difference / largest;
    }

    private static LoraLayout layout(Safetensors golden, List<Projection> projections) {
        int rank = golden.shape(golden.names("lora_A:").get(0))[1];
        LoraConfig config = LoraConfig.rank(rank).withAlpha(SCALE * rank);
        return LoraLayout.of(
                config,
                projections.stream()
                        .map(p -> new LoraLayout.Projection(p.path(), p.inputs(), p.outputs()))
                        .toList());
    }

    private static float[] values(Safetensors golden, LoraLayout layout, String kind, double factorOfB) {
        float[] values = new float[layout.size()];
        for (LoraTarget target : layout.targets()) {
            float[] a = golden.floats(kind + "_A:" + target.path());
            float[] b = golden.floats(kind + "_B:" + target.path());
            System.arraycopy(a, 0, values, target.offset(), a.length);
            for (int i = 0; i < b.length; i++) {
                values[target.offsetOfB() + i] = (float) (factorOfB * b[i]);
            }
        }
        return values;
    }
}
