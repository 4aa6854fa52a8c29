package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.ScoringGraph;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.FusedFixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.Safetensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Losses, scores, logits and gradients of whole models against PyTorch autograd with the very weights of their graphs. */
class WholeModelGradientTest {
    static final List<String> MODELS = Stream.of(Fixtures.NAMES, Fixtures.CACHED, FusedFixtures.ALL)
            .flatMap(List::stream)
            .toList();

    @ParameterizedTest
    @FieldSource("MODELS")
    void gradientsEqualAutograd(String model) {
        double tolerance = tolerance(model);
        Safetensors golden = Fixtures.golden(model);
        TokenBatch batch = Fixtures.batch(golden);
        Graph graph = Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx")));
        Decoder decoder = Decoder.of(graph);
        List<Projection> projections = Projections.of(graph, decoder.head());
        LoraLayout layout = Goldens.layout(golden, projections);
        assertThat(layout.targetModules())
                .extracting(TargetModule::path)
                .containsExactlyInAnyOrderElementsOf(Goldens.modules(golden));
        LoraWeights weights = Goldens.weights(golden, layout);
        float[] expected = Goldens.gradients(golden, layout);

        float[] gradient = new float[layout.size()];
        double loss;
        TokenScores scores;
        try (WeightTensors tensors = WeightTensors.map(graph);
                TrainingSession training = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, Precision.FLOAT32),
                        layout,
                        tensors,
                        Fixtures.device(),
                        Recomputation.NONE);
                ScoringSession scoring = ScoringSession.open(
                        ScoringGraph.of(decoder, projections, Precision.FLOAT32), tensors, Fixtures.device())) {
            loss = training.accumulate(List.of(batch), weights, gradient).loss();
            if (training.packsTexts()) {
                float[] packed = new float[layout.size()];
                double again = training.accumulate(List.of(Fixtures.packed(batch)), weights, packed)
                        .loss();
                assertThat(again).isCloseTo(loss, withinPercentage(100 * tolerance));
                assertThat(Goldens.relativeError(layout, packed, expected)).isLessThan(Math.max(tolerance, 1e-4));
            }
            scores = scoring.score(batch, weights);
            assertThat(Goldens.relativeError(scoring.logits(batch, weights), golden, "lora_logits"))
                    .isLessThan(tolerance);
            assertThat(Goldens.relativeError(scoring.logits(batch, null), golden, "logits"))
                    .isLessThan(tolerance);
        }
        assertThat(Goldens.relativeError(new float[] {(float) loss}, golden.floats("loss")))
                .isLessThan(tolerance);
        assertThat(Goldens.relativeError(scores.logProbabilities(), golden.floats("token_log_probability")))
                .isLessThan(tolerance);
        assertThat(Goldens.relativeError(layout, gradient, expected)).isLessThan(Math.max(tolerance, 1e-4));
    }

    @Test
    void textsArePackedWherePositionsCanBeSaid() {
        assertThat(MODELS.stream().filter(WholeModelGradientTest::packsTexts))
                .contains("llama-dynamo", "gpt2-dynamo")
                .isNotEqualTo(MODELS);
    }

    private static boolean packsTexts(String model) {
        Graph graph = Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx")));
        Decoder decoder = Decoder.of(graph);
        List<Projection> projections = Projections.of(graph, decoder.head());
        return TrainingGraph.of(decoder, projections, Precision.FLOAT32).packsTexts();
    }

    /** Computed in single precision throughout; only constants that no weight holds are rounded to half precision. */
    private static double tolerance(String model) {
        if (FusedFixtures.HALF.contains(model)) {
            return 1e-3;
        }
        return FusedFixtures.ALL.contains(model) ? 1e-4 : 1e-5;
    }
}
