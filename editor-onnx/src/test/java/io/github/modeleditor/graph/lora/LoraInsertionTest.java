package io.github.modeleditor.graph.lora;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Adapters that say nothing change nothing: to the last bit, since zero is added after the same products. */
class LoraInsertionTest {
    static final List<String> MODELS = Fixtures.NAMES;

    private static final long RANK = 3;

    @ParameterizedTest
    @FieldSource("MODELS")
    void zeroBChangesNoLogit(String fixture) throws OrtException {
        Graph graph = lowered(fixture);
        List<Projection> projections = projections(graph);
        Map<String, Tensor> inputs = Fixtures.inputs(Fixtures.golden(fixture));
        Map<String, Tensor> silent = new HashMap<>(inputs);
        Map<String, Tensor> speaking = new HashMap<>(inputs);
        Random random = new Random(1);
        for (Projection projection : projections) {
            List<Long> shapeOfB = List.of(RANK, (long) projection.outputs());
            Tensor a = Tensor.random(projection.type(), List.of((long) projection.inputs(), RANK), random);
            Tensor b = Tensor.random(projection.type(), shapeOfB, random);
            silent.put(projection.inputA(), a);
            speaking.put(projection.inputA(), a);
            silent.put(projection.inputB(), Tensor.of(b.type(), shapeOfB, new double[b.elements().length]));
            speaking.put(projection.inputB(), b);
        }
        double[] expected = logits(graph, inputs);
        Graph adapted = LoraInsertion.insert(graph, projections);
        assertThat(logits(adapted, silent)).isEqualTo(expected);
        assertThat(logits(adapted, speaking)).isNotEqualTo(expected);
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void zeroWidthChangesNoLogit(String fixture) throws OrtException {
        Graph graph = lowered(fixture);
        Graph optional = LoraInsertion.insertOptional(graph, projections(graph));
        Map<String, Tensor> inputs = Fixtures.inputs(Fixtures.golden(fixture));
        assertThat(logits(optional, inputs)).isEqualTo(logits(graph, inputs));
    }

    private static Graph lowered(String fixture) {
        return Lowering.lower(GraphReader.read(Fixtures.folder(fixture).resolve("model.onnx")));
    }

    private static List<Projection> projections(Graph graph) {
        return Projections.of(graph, Decoder.of(graph).head());
    }

    private static double[] logits(Graph graph, Map<String, Tensor> inputs) throws OrtException {
        try (PlainOrt session = PlainOrt.open(graph.toProto(), graph.folder())) {
            return Tensor.named("logits", session.run(inputs)).elements();
        }
    }
}
