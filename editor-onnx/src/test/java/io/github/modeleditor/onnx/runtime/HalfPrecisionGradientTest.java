package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.lower.MixedPrecision;
import io.github.modeleditor.graph.plan.ScoringGraph;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.FusedFixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.Safetensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses, scores and gradients of whole models computed in half precision against PyTorch autograd in float64; in bfloat16 where
 * the tests run on a GPU, since the CPU has no kernels for it.
 */
class HalfPrecisionGradientTest {
    static final List<String> MODELS = Stream.of(Fixtures.NAMES, Fixtures.CACHED, FusedFixtures.ALL)
            .flatMap(List::stream)
            .toList();

    private static final List<Precision> PRECISIONS = Fixtures.device() instanceof Device.Cuda
            ? List.of(Precision.FLOAT16, Precision.BFLOAT16)
            : List.of(Precision.FLOAT16);

    /**
     * Of the largest element of a gradient. A float16 has a relative error of 5e-4, and some errors add up, those of A and B among them;
     * a GPU rounds what the CPU keeps in single precision between two operators.
     */
    private static final double TOLERANCE = Fixtures.device() instanceof Device.Cuda ? 2e-2 : 1.2e-2;

    /** A bfloat16 has three bits less of a mantissa than a float16. */
    private static final double COARSER = 10;

    /** A power of two, so that dividing by it is exact. */
    private static final float LOSS_SCALE = 1024;

    static Stream<Arguments> cases() {
        return PRECISIONS.stream().flatMap(precision -> MODELS.stream().map(model -> Arguments.of(model, precision)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsEqualAutograd(String model, Precision precision) {
        Device device = Fixtures.device();
        double coarser = precision == Precision.BFLOAT16 ? COARSER : 1;
        Safetensors golden = Fixtures.golden(model);
        TokenBatch batch = Fixtures.batch(golden);
        Decoder decoder = Decoder.of(
                Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx"))));
        List<Projection> projections = Projections.of(decoder.graph(), decoder.head());
        LoraLayout layout = Goldens.layout(golden, projections);
        LoraWeights weights = Goldens.weights(golden, layout);
        Graph half = MixedPrecision.of(decoder.graph(), precision);

        float[] gradient = new float[layout.size()];
        double loss;
        TokenScores scores;
        try (WeightTensors tensors = WeightTensors.map(half);
                TrainingSession training = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, precision),
                        layout,
                        tensors,
                        device,
                        Recomputation.NONE);
                ScoringSession scoring =
                        ScoringSession.open(ScoringGraph.of(decoder, projections, precision), tensors, device)) {
            loss = training.accumulate(List.of(scaled(batch)), weights, gradient)
                            .loss()
                    / LOSS_SCALE;
            scores = scoring.score(batch, weights);
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= LOSS_SCALE;
        }
        double error = Goldens.relativeError(layout, gradient, Goldens.gradients(golden, layout));
        assertThat(Goldens.relativeError(new float[] {(float) loss}, golden.floats("loss")))
                .isLessThan(coarser * 1e-3);
        assertThat(Goldens.relativeError(scores.logProbabilities(), golden.floats("token_log_probability")))
                .isLessThan(coarser * 2e-3);
        assertThat(error).isLessThan(coarser * TOLERANCE);
    }

    private static TokenBatch scaled(TokenBatch batch) {
        float[] weights = batch.targetWeights().clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= LOSS_SCALE;
        }
        return batch.withTargetWeights(weights);
    }
}
