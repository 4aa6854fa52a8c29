package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.grad.ValueType;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.IntegerBytes;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.FusedFixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is learned with zeros in single precision holds of a model's own weights in its own precision. */
class ShapeObserverTest {
    static final List<String> MODELS = Stream.of(Fixtures.NAMES, Fixtures.CACHED, FusedFixtures.ALL)
            .flatMap(List::stream)
            .toList();

    /** The CPU computes float16, with casts around each operator, so that its types can be seen. */
    @ParameterizedTest
    @FieldSource("MODELS")
    void typesAreThoseOfTheModelItself(String model) {
        Decoder decoder = decoder(model);
        List<Projection> projections = Projections.of(decoder.graph(), decoder.head());
        LoraLayout layout = Goldens.layout(Fixtures.golden(model), projections);
        for (Precision precision : List.of(Precision.FLOAT32, Precision.FLOAT16)) {
            TrainingGraph plan = TrainingGraph.of(decoder, projections, precision);
            Map<String, ValueType> types = ShapeObserver.observe(plan, layout);
            assertThat(types).hasSizeGreaterThan(50);
            assertThat(seen(plan, layout, types.keySet()))
                    .hasSizeGreaterThan(50)
                    .allSatisfy((value, type) -> assertThat(
                                    Objects.requireNonNull(types.get(value)).type())
                            .as("%s in %s", value, precision)
                            .isEqualTo(type));
        }
    }

    /** There are no kernels for it on the CPU, but what a GPU is to run can be made there. */
    @ParameterizedTest
    @FieldSource("MODELS")
    void gradientsInBfloat16AreBuiltOnTheCpu(String model) {
        Decoder decoder = decoder(model);
        List<Projection> projections = Projections.of(decoder.graph(), decoder.head());
        LoraLayout layout = Goldens.layout(Fixtures.golden(model), projections);
        TrainingGraph plan = TrainingGraph.of(decoder, projections, Precision.BFLOAT16);
        Map<String, ValueType> types = ShapeObserver.observe(plan, layout);
        assertThat(types.values()).extracting(ValueType::type).contains(DataType.BFLOAT16);
        assertThat(types.values()).extracting(ValueType::type).doesNotContain(DataType.FLOAT16);
        assertThat(plan.gradients(types, Recomputation.ELEMENTWISE, () -> IntegerBytes.SIGNED)
                        .graph()
                        .outputs())
                .hasSizeGreaterThan(2 * projections.size());
    }

    private static Decoder decoder(String model) {
        return Decoder.of(Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx"))));
    }

    /** Types of the values in a run of the graph as it is. */
    private static Map<String, DataType> seen(TrainingGraph plan, LoraLayout layout, Set<String> values) {
        Graph graph = plan.differentiation().graph();
        GraphBuilder watched = new GraphBuilder(graph);
        watched.clearOutputs();
        Set<String> made = new HashSet<>(values);
        made.removeIf(value -> graph.producer(value) == null);
        made.forEach(watched::output);
        TokenBatch batch = TokenBatch.ofSize(2, 3);
        try (WeightTensors weights = WeightTensors.map(graph);
                Session session = Session.open(watched.build(), weights, Device.cpu(1), Optimization.NONE);
                Feeds feeds = Feeds.loss(plan.decoder(), batch, LossRows.of(batch), plan.packsTexts());
                LoraTensors lora = new LoraTensors(layout, plan.precision(), name -> name);
                Result result = session.run(feeds.with(lora.tensors()), made, Map.of())) {
            return made.stream()
                    .collect(Collectors.toMap(
                            value -> value,
                            value -> TensorTypes.toOnnx(
                                    Session.output(result, value).getInfo())));
        }
    }
}
