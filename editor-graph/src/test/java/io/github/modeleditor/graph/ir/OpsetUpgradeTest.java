package io.github.modeleditor.graph.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpsetUpgradeTest {
    private final Path folder;

    OpsetUpgradeTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Graph graph(long opset, Node... nodes) throws IOException {
        ModelProto.Builder model = ModelProto.newBuilder();
        model.addOpsetImportBuilder().setVersion(opset);
        model.getGraphBuilder().addInput(ValueInfoProto.newBuilder().setName("x"));
        for (Node node : nodes) {
            model.getGraphBuilder().addNode(node.proto());
        }
        Path file = Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
        return GraphReader.read(file);
    }

    private static Node node(Operator operator, String output, String attribute, long... values) {
        return GraphBuilder.node(operator, List.of("x"), output, Attributes.integers(attribute, values));
    }

    @Test
    void axesAndPartsBecomeInputs() throws IOException {
        Graph old = graph(
                12,
                node(Operator.UNSQUEEZE, "a", "axes", 1, 2),
                node(Operator.SPLIT, "b", "split", 3, 4),
                node(Operator.REDUCE_SUM, "c", "axes", -1),
                GraphBuilder.node(Operator.SOFTMAX, List.of("x"), "d", Attributes.integer("axis", -1)));
        Graph upgraded = OpsetUpgrade.of(old);
        assertThat(upgraded.opset("")).isEqualTo(13);
        assertThat(upgraded.nodes()).hasSize(4);
        for (int i = 0; i < 3; i++) {
            Node node = upgraded.nodes().get(i);
            assertThat(node.proto().getAttributeCount()).isZero();
            assertThat(Objects.requireNonNull(upgraded.weights().get(node.input(1)))
                            .integers(2))
                    .hasValue(List.of(List.of(1L, 2L), List.of(3L, 4L), List.of(-1L))
                            .get(i));
        }
        assertThat(OpsetUpgrade.of(upgraded)).isSameAs(upgraded);
    }

    @Test
    void whatMeansSomethingElseSinceIsRefused() throws IOException {
        Graph several = graph(12, GraphBuilder.node(Operator.SOFTMAX, List.of("x"), "d"));
        assertThatThrownBy(() -> OpsetUpgrade.of(several))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("operator set 12", "along several axes");
        Graph older = graph(9, node(Operator.UNSQUEEZE, "a", "axes", 1));
        assertThatThrownBy(() -> OpsetUpgrade.of(older))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("operator set 9", "11 or newer", "version_converter");
    }
}
