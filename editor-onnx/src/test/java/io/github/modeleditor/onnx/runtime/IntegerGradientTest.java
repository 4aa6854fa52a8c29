package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.IntegerBytes;
import io.github.modeleditor.graph.lower.IntegerMatrix;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.GradientGraph;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.Safetensors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Losses and gradients computed with 8-bit products against PyTorch autograd in double precision. */
class IntegerGradientTest {
    static final List<String> MODELS = Fixtures.NAMES;

    @ParameterizedTest
    @FieldSource("MODELS")
    void gradientsAreThoseOfAutogradUpToRounding(String model) {
        Safetensors golden = Fixtures.golden(model);
        TokenBatch batch = Fixtures.batch(golden);
        Decoder decoder = decoder(model);
        List<Projection> projections = Projections.of(decoder.graph(), decoder.head());
        LoraLayout layout = Goldens.layout(golden, projections);
        LoraWeights weights = Goldens.weights(golden, layout);
        float[] gradient = new float[layout.size()];
        float[] again = new float[layout.size()];
        double loss;
        try (WeightTensors tensors = WeightTensors.map(decoder.graph());
                TrainingSession training = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, Precision.INT8),
                        layout,
                        tensors,
                        Device.cpu(1),
                        Recomputation.NONE);
                TrainingSession another = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, Precision.INT8),
                        layout,
                        tensors,
                        Device.cpu(1),
                        Recomputation.NONE)) {
            loss = training.accumulate(List.of(batch), weights, gradient).loss();
            assertThat(another.accumulate(List.of(batch), weights, again).loss())
                    .isEqualTo(loss);
        }
        assertThat(again).isEqualTo(gradient);
        assertThat(Goldens.relativeError(new float[] {(float) loss}, golden.floats("loss")))
                .isLessThan(0.01);
        assertThat(Goldens.relativeError(layout, gradient, Goldens.gradients(golden, layout)))
                .isBetween(1e-4, 0.1);
    }

    /** What is computed again is rounded where the first time it was not, or the other way round: no more than that differs. */
    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfAutogradUpToRoundingWithRecomputation(Recomputation recomputation) {
        String model = MODELS.get(0);
        Safetensors golden = Fixtures.golden(model);
        Decoder decoder = decoder(model);
        List<Projection> projections = Projections.of(decoder.graph(), decoder.head());
        LoraLayout layout = Goldens.layout(golden, projections);
        float[] gradient = new float[layout.size()];
        try (WeightTensors tensors = WeightTensors.map(decoder.graph());
                TrainingSession training = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, Precision.INT8),
                        layout,
                        tensors,
                        Device.cpu(1),
                        recomputation)) {
            training.accumulate(List.of(Fixtures.batch(golden)), Goldens.weights(golden, layout), gradient);
        }
        assertThat(Goldens.relativeError(layout, gradient, Goldens.gradients(golden, layout)))
                .isBetween(1e-4, 0.1);
    }

    /** Every frozen matrix but the head is read as it lies on the way to the loss, and transposed on the way back. */
    @ParameterizedTest
    @FieldSource("MODELS")
    void everyFrozenProductButTheHeadIsOneOfIntegers(String model) {
        Decoder decoder = decoder(model);
        List<Projection> projections = Projections.of(decoder.graph(), decoder.head());
        LoraLayout layout = Goldens.layout(Fixtures.golden(model), projections);
        String head = decoder.head().input(1);
        TrainingGraph plan = TrainingGraph.of(decoder, projections, Precision.INT8);
        GradientGraph gradients =
                plan.gradients(ShapeObserver.observe(plan, layout), Recomputation.NONE, () -> IntegerBytes.SIGNED);
        Set<String> forward = new HashSet<>();
        Set<String> backward = new HashSet<>();
        for (IntegerMatrix matrix : gradients.integers()) {
            (matrix.transposed() ? backward : forward).add(matrix.weight());
        }
        Set<String> adapted = new HashSet<>();
        for (Projection projection : projections) {
            projection.nodes().forEach(node -> adapted.add(node.input(1)));
        }
        adapted.remove(head);
        assertThat(forward).isEqualTo(adapted).isNotEmpty();
        assertThat(adapted).containsAll(backward);
        // The first layer's query, key and value have no adapter below them that a gradient would go to.
        assertThat(backward).hasSizeGreaterThanOrEqualTo(adapted.size() - 3);
        assertThat(gradients.graph().nodes())
                .noneMatch(node -> adapted.contains(node.inputs().size() > 1 ? node.input(1) : ""));
    }

    private static Decoder decoder(String model) {
        return Decoder.of(Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx"))));
    }
}
