package io.github.modeleditor.graph.loss;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetRowsTest {
    static final List<String> MODELS = Fixtures.NAMES;

    /** The product after the last attention, the three of the MLP, and the head. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-dynamo", "llama-torchscript"})
    void behindTheLastAttentionTargetsAloneAreComputed(String model) {
        Decoder decoder = decoder(model);
        Graph atTargets = TargetLoss.logits(decoder, decoder.graph());
        assertThat(frozenProducts(atTargets))
                .hasSameSizeAs(frozenProducts(decoder.graph()))
                .filteredOn(node -> node.output().startsWith("modeleditor/" + TargetRows.STEM))
                .hasSize(5);
    }

    /** Whatever was moved, and whatever could not be. */
    @ParameterizedTest
    @FieldSource("MODELS")
    void theLogitsAreThoseOfTheWholeModel(String model) throws OrtException {
        Decoder decoder = decoder(model);
        Safetensors golden = Fixtures.golden(model);
        Graph atTargets = TargetLoss.logits(decoder, decoder.graph());
        Map<String, Tensor> inputs = new HashMap<>(Fixtures.inputs(golden));
        try (PlainOrt whole =
                        PlainOrt.open(decoder.graph().toProto(), decoder.graph().folder());
                PlainOrt some = PlainOrt.open(atTargets.toProto(), atTargets.folder())) {
            Tensor all = Tensor.named("logits", whole.run(inputs));
            long positions = all.shape().get(0) * all.shape().get(1);
            long[] everyThird =
                    LongStream.range(0, positions).filter(i -> i % 3 == 1).toArray();
            inputs.put(TargetLoss.POSITIONS, Tensor.int64(List.of((long) everyThird.length), everyThird));
            Tensor logits = Tensor.named(TargetLoss.TARGET_LOGITS, some.run(inputs));
            assertThat(logits.relativeError(all.rows(everyThird))).isLessThan(1e-6);
        }
    }

    private static List<Node> frozenProducts(Graph graph) {
        return graph.nodes().stream()
                .filter(node ->
                        node.operator().endsWith("MatMul") && graph.weights().containsKey(node.input(1)))
                .toList();
    }

    private static Decoder decoder(String model) {
        return Decoder.of(Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx"))));
    }
}
