package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.FusedFixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphReader;
import io.github.modeleditor.onnx.lora.Projection;
import io.github.modeleditor.onnx.lora.Projections;
import io.github.modeleditor.onnx.loss.Decoder;
import io.github.modeleditor.onnx.lower.Lowering;
import io.github.modeleditor.onnx.lower.MixedPrecision;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Losses, scores and gradients of whole models computed in float16 against PyTorch autograd in float64. */
class HalfPrecisionGradientTest {
    static final List<String> MODELS = Stream.of(Fixtures.NAMES, Fixtures.CACHED, FusedFixtures.ALL)
            .flatMap(List::stream)
            .toList();

    /** Of the largest element of a gradient; a float16 has a relative error of 5e-4, and some errors add up. */
    private static final double TOLERANCE = 1e-2;

    /** A power of two, so that dividing by it is exact. */
    private static final float LOSS_SCALE = 1024;

    @ParameterizedTest
    @FieldSource("MODELS")
    void gradientsEqualAutograd(String model) {
        Safetensors golden = Fixtures.golden(model);
        TokenBatch batch = Fixtures.batch(golden);
        Decoder decoder = Decoder.of(
                Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx"))));
        List<Projection> projections = Projections.of(decoder.graph(), decoder.head());
        LoraLayout layout = Goldens.layout(golden, projections);
        LoraWeights weights = Goldens.weights(golden, layout);
        Graph half = MixedPrecision.of(decoder.graph(), Precision.FLOAT16);

        float[] gradient = new float[layout.size()];
        double loss;
        TokenScores scores;
        try (WeightTensors tensors = WeightTensors.map(half);
                TrainingSession training = TrainingSession.open(
                        decoder, projections, layout, tensors, Device.cpu(1), Precision.FLOAT16, Recomputation.NONE);
                ScoringSession scoring =
                        ScoringSession.open(decoder, projections, tensors, Device.cpu(1), Precision.FLOAT16)) {
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
                .isLessThan(1e-3);
        assertThat(Goldens.relativeError(scores.logProbabilities(), golden.floats("token_log_probability")))
                .isLessThan(2e-3);
        assertThat(error).isLessThan(TOLERANCE);
    }

    private static TokenBatch scaled(TokenBatch batch) {
        float[] weights = batch.targetWeights().clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= LOSS_SCALE;
        }
        return new TokenBatch(
                batch.rows(),
                batch.columns(),
                batch.inputIds(),
                batch.lengths(),
                batch.targetPositions(),
                batch.targetIds(),
                weights);
    }
}
