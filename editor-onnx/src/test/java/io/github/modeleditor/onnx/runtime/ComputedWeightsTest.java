package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.HalfPrecision;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.ScoringGraph;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.export.LayoutProjections;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights that no model holds, as an importer has them: scores and gradients are those of the model that holds the same ones. */
class ComputedWeightsTest {
    private static final String MODEL = "llama-torchscript";

    /** What scores and gradients a graph gives. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Outcome(float[] scores, float[] gradient) {}

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "FLOAT16"})
    void aComputedWeightIsAsGoodAsOneInTheGraph(DataType type) {
        Graph graph = GraphReader.read(Fixtures.folder(MODEL).resolve("model.onnx"));
        GraphBuilder held = new GraphBuilder(graph);
        GraphBuilder computed = new GraphBuilder(graph);
        int matrices = 0;
        for (Weight weight : graph.weights().values()) {
            if (weight.rank() == 2 && weight.type() == DataType.FLOAT) {
                Weight stored = type == DataType.FLOAT ? weight : HalfPrecision.narrowed(weight, type);
                held.weight(type == DataType.FLOAT ? stored : HalfPrecision.widened(stored));
                TensorProto tensor = stored.toProto();
                assertThat(tensor.getRawData().isEmpty()).isFalse();
                computed.weight(new Weight(
                        weight.name(),
                        type,
                        weight.shape(),
                        new Weight.Computed(
                                type, () -> ByteBuffer.wrap(tensor.getRawData().toByteArray()))));
                matrices++;
            }
        }
        assertThat(matrices).isGreaterThan(10);
        Outcome expected = outcome(held.build());
        Outcome found = outcome(computed.build());
        assertThat(found.scores()).isEqualTo(expected.scores());
        assertThat(found.gradient()).isEqualTo(expected.gradient());
    }

    private static Outcome outcome(Graph read) {
        Graph graph = Lowering.lower(read);
        Decoder decoder = Decoder.of(graph);
        List<Projection> projections = Projections.of(graph, decoder.head());
        LoraLayout layout = LoraLayout.of(
                LoraConfig.rank(2),
                projections.stream().map(LayoutProjections::of).toList());
        LoraWeights adapter = Fixtures.random(layout, 5);
        TokenBatch batch = Fixtures.batch(Fixtures.golden(MODEL));
        float[] gradient = new float[layout.size()];
        try (WeightTensors weights = WeightTensors.map(graph);
                ScoringSession scoring = ScoringSession.open(
                        ScoringGraph.of(decoder, projections, Precision.FLOAT32), weights, Device.cpu(1));
                TrainingSession training = TrainingSession.open(
                        TrainingGraph.of(decoder, projections, Precision.FLOAT32),
                        layout,
                        weights,
                        Device.cpu(1),
                        Recomputation.NONE)) {
            training.accumulate(List.of(batch), adapter, gradient);
            return new Outcome(scoring.score(batch, adapter).logProbabilities(), gradient);
        }
    }
}
