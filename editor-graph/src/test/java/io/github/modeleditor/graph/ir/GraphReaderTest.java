package io.github.modeleditor.graph.ir;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.graph.ModelCopy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphReaderTest {
    @Test
    void constantsOfEveryFormBecomeInitializers(@TempDir Path folder) {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        model.rewriteGraph(graph -> graph.addNode(constant(Attributes.integer("value_int", 7)))
                .addNode(constant(Attributes.integers("value_ints", 7, 8)))
                .addNode(constant(Attributes.number("value_float", 1.5f)))
                .addNode(constant(AttributeProto.newBuilder()
                        .setName("value_floats")
                        .setType(AttributeType.FLOATS)
                        .addFloats(1.5f)
                        .addFloats(2.5f)
                        .build()))
                .addNode(constant(Attributes.text("value_string", "left as it is"))));

        Graph graph = GraphReader.read(model.graph());
        Map<String, Weight> constants = graph.weights();
        assertThat(Tensors.integers(tensor(constants, "value_int"), 2)).isEqualTo(Optional.of(List.of(7L)));
        assertThat(tensor(constants, "value_int").getDimsList()).isEmpty();
        assertThat(Tensors.integers(tensor(constants, "value_ints"), 2)).isEqualTo(Optional.of(List.of(7L, 8L)));
        assertThat(Tensors.scalarValue(tensor(constants, "value_float"))).hasValue(1.5);
        assertThat(tensor(constants, "value_floats").getFloatDataList()).containsExactly(1.5f, 2.5f);
        assertThat(graph.nodes())
                .filteredOn(node -> node.operator().equals("Constant"))
                .extracting(Node::output)
                .containsExactly("value_string");
    }

    private static TensorProto tensor(Map<String, Weight> constants, String name) {
        assertThat(constants).containsKey(name);
        return constants
                .getOrDefault(name, Weight.inline(TensorProto.getDefaultInstance()))
                .toProto();
    }

    private static NodeProto constant(AttributeProto attribute) {
        return NodeProto.newBuilder()
                .setOpType("Constant")
                .addOutput(attribute.getName())
                .addAttribute(attribute)
                .build();
    }
}
