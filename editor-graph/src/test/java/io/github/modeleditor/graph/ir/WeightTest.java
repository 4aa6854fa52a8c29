package io.github.modeleditor.graph.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.lower.Lowering;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightTest {
    private static final Weight COMPUTED = new Weight(
            "w", DataType.FLOAT, List.of(2L, 3L), new Weight.Computed(DataType.FLOAT, () -> ByteBuffer.allocate(24)));

    @Test
    void whatLiesNowhereHasToBeFed() {
        Node product = GraphBuilder.node(Operator.MATMUL, List.of("x", "w"), "y");
        GraphBuilder builder =
                new GraphBuilder(Graphs.of(18, Map.of("x", DataType.FLOAT), List.of(), List.of(product), List.of("y")));
        builder.weight(COMPUTED);
        Graph graph = builder.build();
        assertThat(graph.fedWeights()).containsExactly("w");
        assertThat(graph.files()).isEmpty();
        ModelProto model = graph.toProto();
        assertThat(model.getGraph().getInitializerList()).isEmpty();
        assertThat(model.getGraph().getInputList())
                .extracting(ValueInfoProto::getName)
                .containsExactly("x", "w");
        assertThatIllegalStateException().isThrownBy(COMPUTED::toProto).withMessageContaining("w have to be fed");
    }

    @Test
    void whatLiesInAFileIsDescribedAsItWasRead(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        model.moveWeightsBesideGraph();
        Graph graph = GraphReader.read(model.graph());
        assertThat(graph.files()).containsExactly(model.file("model.onnx.data").toAbsolutePath());
        assertThat(graph.fedWeights()).isEmpty();
        model.proto().getGraph().getInitializerList().forEach(tensor -> {
            Weight weight = Objects.requireNonNull(graph.weights().get(tensor.getName()));
            assertThat(weight.toProto()).isEqualTo(tensor);
        });
    }

    /** Elements of 16 bits in a file stay there: the graph takes them for 32, and they are fed as such. */
    @Test
    void aTypeThatAFileDoesNotHaveIsFed(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        model.rewriteGraph(graph -> graph.getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals("model.embed_tokens.weight"))
                .forEach(tensor -> {
                    tensor.setDataType(DataType.FLOAT16.getNumber());
                    tensor.getExternalDataBuilderList().stream()
                            .filter(entry -> entry.getKey().equals("length"))
                            .forEach(entry -> entry.setValue(Long.toString(Long.parseLong(entry.getValue()) / 2)));
                }));
        Graph lowered = Lowering.lower(GraphReader.read(model.graph()));
        assertThat(lowered.fedWeights()).containsExactly("model.embed_tokens.weight");
        Weight table = Objects.requireNonNull(lowered.weights().get("model.embed_tokens.weight"));
        assertThat(table.type()).isEqualTo(DataType.FLOAT);
        assertThat(table.stored()).isEqualTo(DataType.FLOAT16);
        assertThat(HalfPrecision.narrowed(table, DataType.FLOAT16).isDescribable())
                .isTrue();
        assertThat(HalfPrecision.narrowed(table, DataType.BFLOAT16).isDescribable())
                .isFalse();
    }

    @Test
    void whatIsInTheGraphIsConvertedThere() {
        Weight single = Weight.inline(Tensors.scalar("c", DataType.FLOAT, 1.5));
        Weight half = HalfPrecision.narrowed(single, DataType.FLOAT16);
        assertThat(half.stored()).isEqualTo(DataType.FLOAT16);
        assertThat(half.isDescribable()).isTrue();
        assertThat(HalfPrecision.widened(half).scalar()).hasValue(1.5);
        assertThat(half.named("d").toProto().getName()).isEqualTo("d");
        assertThatIllegalStateException().isThrownBy(() -> single.takenFor(DataType.FLOAT16));
    }

    /** A branch of a graph reads its weights itself: nobody could feed it others. */
    @Test
    void aFileIsNotConvertedInABranch() {
        TensorProto weight = TensorProto.newBuilder()
                .setName("branch.weight")
                .setDataType(DataType.FLOAT16.getNumber())
                .setDataLocation(DataLocation.EXTERNAL)
                .build();
        assertThatThrownBy(() -> HalfPrecision.widened(weight))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("branch.weight", "Export");
    }
}
