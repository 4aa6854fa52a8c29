package io.github.modeleditor.graph.lower;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.graph.FixtureFolders;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lora.LoraInsertion;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class MixedPrecisionTest {
    static final List<String> MODELS = FixtureFolders.CACHED;

    /** A decoder with adapters, and the inputs that take them. */
    private record Adapted(Graph graph, List<String> adapters) {
        static Adapted of(String model) {
            Graph graph =
                    Lowering.lower(GraphReader.read(FixtureFolders.folder(model).resolve("model.onnx")));
            List<Projection> projections =
                    Projections.of(graph, Decoder.of(graph).head());
            return new Adapted(LoraInsertion.insert(graph, projections), Projections.adapterInputs(projections));
        }

        Graph in(Precision precision) {
            return MixedPrecision.of(graph, precision, adapters);
        }
    }

    @Test
    void singlePrecisionIsTheSameGraph() {
        Adapted adapted = Adapted.of("llama-dynamo");
        assertThat(adapted.in(Precision.FLOAT32)).isSameAs(adapted.graph());
        assertThat(adapted.in(Precision.INT8)).isSameAs(adapted.graph());
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void narrowsEveryMatrixOfAProduct(Precision precision) {
        Graph half = Adapted.of("llama-dynamo").in(precision);
        int products = 0;
        for (Node node : half.nodes()) {
            Weight weight = node.operator().endsWith("MatMul") ? half.weights().get(node.input(1)) : null;
            // What multiplies positions, on the way to angles, is no weight.
            if (weight != null && weight.rank() == 2) {
                assertThat(weight.type().name()).isEqualTo(precision.name());
                products++;
            }
        }
        assertThat(products).isGreaterThan(10);
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void inputsAndOutputsKeepTheirNamesAndTypesAdaptersAside(String model) {
        Adapted adapted = Adapted.of(model);
        Graph half = adapted.in(Precision.FLOAT16);
        assertThat(half.outputs()).isEqualTo(adapted.graph().outputs());
        assertThat(half.inputs())
                .extracting(ValueInfoProto::getName)
                .containsExactlyElementsOf(adapted.graph().inputs().stream()
                        .map(ValueInfoProto::getName)
                        .toList());
        assertThat(half.inputs())
                .filteredOn(input -> adapted.adapters().contains(input.getName()))
                .isNotEmpty()
                .allMatch(input -> input.getType().getTensorType().getElemType() == DataType.FLOAT16.getNumber());
        assertThat(half.inputs())
                .filteredOn(input -> !adapted.adapters().contains(input.getName()))
                .isSubsetOf(adapted.graph().inputs());
        Node logits = Objects.requireNonNull(half.producer(Decoder.LOGITS));
        assertThat(logits.operator()).isEqualTo("Cast");
        assertThat(logits.integer("to", 0)).isEqualTo(DataType.FLOAT.getNumber());
    }

    @Test
    void whatNeedsDigitsReadsSinglePrecision() {
        Graph half = Adapted.of("llama-dynamo").in(Precision.FLOAT16);
        Set<String> careful = Set.of("Softmax", "Pow", "ReduceMean", "Sqrt", "Sin", "Cos");
        int checked = 0;
        for (Node node : half.nodes()) {
            if (careful.contains(node.operator())) {
                Node producer = half.producer(node.input(0));
                assertThat(producer != null && isNarrowed(producer))
                        .as(node.toString())
                        .isFalse();
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(5);
    }

    private static boolean isNarrowed(Node node) {
        return node.operator().equals("Cast") && node.integer("to", 0) == DataType.FLOAT16.getNumber();
    }
}
