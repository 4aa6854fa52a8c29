package io.github.modeleditor.graph.lower;

import static io.github.modeleditor.graph.lower.WrittenOut.node;
import static io.github.modeleditor.graph.lower.WrittenOut.operators;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Graphs;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Tensors;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FusionsTest {
    private static final long WIDTH = 8;
    private static final List<Long> SWAPS_MATRICES = List.of(0L, 1L, 3L, 2L);

    /** A normalization as exporters write it, or nearly; only what is one may be fused. */
    private record Form(String name, int opset, List<Node> nodes, boolean isFused) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() {
        Node scaledFirst = node("Mul", "scale", "normalized", "y");
        return Stream.of(
                form("as dynamo has it", 18, true),
                form(
                        "as the older exporter has it",
                        17,
                        true,
                        GraphBuilder.node(
                                Operator.named("ReduceMean"),
                                List.of("square"),
                                "mean",
                                Attributes.integers("axes", -1)),
                        node("Div", "one", "root", "inverse"),
                        scaledFirst),
                form(
                        "a quotient, all operands the other way round",
                        18,
                        true,
                        node("Mul", "x", "x", "square"),
                        node("Add", "epsilon", "mean", "sum"),
                        node("Div", "x", "root", "normalized"),
                        scaledFirst),
                form(
                        "of something else than what is divided",
                        18,
                        false,
                        node("Mul", "other", "inverse", "normalized")),
                form("of fourth powers", 18, false, node("Pow", "x", "four", "square")),
                form("over another axis", 18, false, node("ReduceMean", "square", "first", "mean")),
                form("with a factor for each row", 18, false, node("Mul", "normalized", "rows", "y")));
    }

    /** A normalization as dynamo writes it, other nodes in the place of those that make the same values. */
    private static Form form(String name, int opset, boolean isFused, Node... others) {
        List<Node> dynamo = List.of(
                node("Pow", "x", "two", "square"),
                node("ReduceMean", "square", "last", "mean"),
                node("Add", "mean", "epsilon", "sum"),
                node("Sqrt", "sum", "root"),
                node("Reciprocal", "root", "inverse"),
                node("Mul", "x", "inverse", "normalized"),
                node("Mul", "normalized", "scale", "y"));
        return new Form(name, opset, WrittenOut.with(dynamo, others), isFused);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aNormalizationIsFusedIfItIsOneAndComputesTheSame(Form form) throws OrtException {
        Graph written = graph(form.opset(), form.nodes());
        Graph fused = Fusions.fuse(written);
        assertThat(operators(fused).equals(List.of("SimplifiedLayerNormalization")))
                .isEqualTo(form.isFused());
        requireSame(written, fused);
    }

    @Test
    void aSigmoidLinearUnitIsFused() throws OrtException {
        Node sigmoid = node("Sigmoid", "x", "gate");
        for (Node product : List.of(node("Mul", "x", "gate", "y"), node("Mul", "gate", "x", "y"))) {
            Graph written = graph(18, List.of(sigmoid, product));
            Graph fused = Fusions.fuse(written);
            assertThat(operators(fused)).containsExactly("com.microsoft:QuickGelu");
            requireSame(written, fused);
        }
        Graph gated = graph(18, List.of(sigmoid, node("Mul", "other", "gate", "y")));
        assertThat(operators(Fusions.fuse(gated))).containsExactly("Sigmoid", "Mul");
    }

    /** Two layers have five normalizations and two MLPs; what is part of none is the same node as before. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-dynamo", "llama-torchscript"})
    void everyNormalizationAndUnitOfADecoderIsFused(String model) {
        Graph lowered = Lowering.lower(GraphReader.read(Fixtures.folder(model).resolve("model.onnx")));
        Graph fused = Fusions.fuse(lowered);
        assertThat(operators(fused))
                .doesNotContain("Pow", "Sigmoid")
                .filteredOn("SimplifiedLayerNormalization"::equals)
                .hasSize(5);
        assertThat(operators(fused))
                .filteredOn("com.microsoft:QuickGelu"::equals)
                .hasSize(2);
        assertThat(lowered.nodes())
                .containsAll(fused.nodes().stream()
                        .filter(node -> node.operator().equals("MatMul"))
                        .toList());
    }

    @Test
    void keysAreReadAsTheyLie() {
        Graph lowered = Lowering.lower(
                GraphReader.read(Fixtures.folder("llama-torchscript").resolve("model.onnx")));
        Graph fused = Fusions.fuse(lowered);
        assertThat(transpositions(lowered)).contains(SWAPS_MATRICES);
        assertThat(transpositions(fused)).doesNotContain(SWAPS_MATRICES);
        assertThat(operators(fused))
                .filteredOn("com.microsoft:FusedMatMul"::equals)
                .hasSize(2);
    }

    private static List<List<Long>> transpositions(Graph graph) {
        return graph.nodes().stream()
                .flatMap(node -> node.integers("perm").stream())
                .toList();
    }

    private static void requireSame(Graph written, Graph fused) throws OrtException {
        Random random = new Random(5);
        Map<String, Tensor> inputs = Map.of(
                "x", Tensor.random(DataType.FLOAT, List.of(2L, 3L, WIDTH), random),
                "other", Tensor.random(DataType.FLOAT, List.of(2L, 3L, WIDTH), random));
        WrittenOut.requireSame(written, fused, inputs);
    }

    private static Graph graph(int opset, List<Node> nodes) {
        List<TensorProto> constants = new ArrayList<>();
        Map.of("one", 1.0, "two", 2.0, "four", 4.0, "epsilon", 0.1)
                .forEach((name, value) -> constants.add(Tensors.scalar(name, DataType.FLOAT, value)));
        constants.add(Tensors.int64("last", List.of(1L), -1));
        constants.add(Tensors.int64("first", List.of(1L), 0));
        constants.add(floats("scale", List.of(WIDTH)));
        constants.add(floats("rows", List.of(3L, 1L)));
        return Graphs.of(opset, Map.of("x", DataType.FLOAT, "other", DataType.FLOAT), constants, nodes, List.of("y"));
    }

    private static TensorProto floats(String name, List<Long> dimensions) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT.getNumber())
                .addAllDims(dimensions);
        long elements = dimensions.stream().reduce(1L, (a, b) -> a * b);
        for (int i = 0; i < elements; i++) {
            tensor.addFloatData(0.5f + i);
        }
        return tensor.build();
    }
}
