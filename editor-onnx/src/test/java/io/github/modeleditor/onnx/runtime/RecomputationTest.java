package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.IntegerBytes;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.FusedFixtures;
import io.github.modeleditor.onnx.export.LayoutProjections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A backward pass that computes the forward pass once more gives what one gives that keeps it. */
class RecomputationTest {
    static final List<String> MODELS = Stream.of(Fixtures.NAMES, Fixtures.CACHED, FusedFixtures.ALL)
            .flatMap(List::stream)
            .toList();

    @ParameterizedTest
    @FieldSource("MODELS")
    void gradientsAreTheSameByLayers(String model) {
        gradientsAreTheSame(model, Recomputation.LAYERS);
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void gradientsAreTheSameElementwise(String model) {
        gradientsAreTheSame(model, Recomputation.ELEMENTWISE);
    }

    private static void gradientsAreTheSame(String model, Recomputation recomputation) {
        TokenBatch batch = Fixtures.batch(Fixtures.golden(model));
        Graph graph = Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx")));
        Decoder decoder = Decoder.of(graph);
        List<Projection> projections = Projections.of(graph, decoder.head());
        LoraLayout layout = LoraLayout.of(
                LoraConfig.rank(3),
                projections.stream().map(LayoutProjections::of).toList());
        LoraWeights weights = Fixtures.random(layout, 7);
        float[] kept = new float[layout.size()];
        float[] recomputed = new float[layout.size()];
        try (WeightTensors tensors = WeightTensors.map(graph);
                TrainingSession keeping = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, Precision.FLOAT32),
                        layout,
                        tensors,
                        Device.cpu(1),
                        Recomputation.NONE);
                TrainingSession recomputing = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, Precision.FLOAT32),
                        layout,
                        tensors,
                        Device.cpu(1),
                        recomputation)) {
            double loss = keeping.accumulate(List.of(batch), weights, kept).loss();
            assertThat(recomputing
                            .accumulate(List.of(batch), weights, recomputed)
                            .loss())
                    .isCloseTo(loss, withinPercentage(1e-4));
            requireRecomputation(decoder, projections, layout, recomputation);
        }
        float largest = 0;
        for (float value : kept) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(recomputed).containsExactly(kept, within(1e-6f * largest));
    }

    /** What is computed again hangs on a reshape that the forward pass does not have: otherwise it would be done at once. */
    private static void requireRecomputation(
            Decoder decoder, List<Projection> projections, LoraLayout layout, Recomputation recomputation) {
        TrainingGraph plan = TrainingGraph.of(decoder, projections, Precision.FLOAT32);
        Graph graph = plan.gradients(ShapeObserver.observe(plan, layout), recomputation, () -> IntegerBytes.SIGNED)
                .graph();
        Set<String> forward = new HashSet<>();
        plan.differentiation().graph().nodes().forEach(node -> forward.addAll(node.outputs()));
        List<Node> again = graph.nodes().stream()
                .filter(node -> node.output().startsWith("modeleditor/recomputed"))
                .toList();
        boolean layers = recomputation == Recomputation.LAYERS;
        assertThat(again).hasSizeGreaterThan(4);
        assertThat(again.stream().anyMatch(node -> node.operator().equals("Softmax")))
                .isEqualTo(layers);
        assertThat(again.stream().anyMatch(node -> node.operator().endsWith("MatMul")))
                .isEqualTo(layers);
        Set<String> barriers = new HashSet<>();
        graph.nodes().stream()
                .filter(node -> node.operator().equals("Reshape") && !forward.contains(node.output()))
                .forEach(node -> barriers.add(node.output()));
        assertThat(again).anyMatch(node -> node.inputs().stream().anyMatch(barriers::contains));
    }
}
