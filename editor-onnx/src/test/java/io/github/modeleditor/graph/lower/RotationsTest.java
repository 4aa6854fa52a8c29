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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RotationsTest {
    private static final String FUSED = "com.microsoft:RotaryEmbedding";
    private static final long HALF = 4;
    private static final long FAR = Long.MAX_VALUE;

    /** A rotation as exporters write it, or nearly; only what is one may be fused. */
    private record Form(String name, List<Node> nodes, boolean isFused) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() {
        return Stream.of(
                form("as dynamo has it", true),
                form(
                        "all operands the other way round",
                        true,
                        node("Mul", "cosines", "x", "straight"),
                        node("Mul", "sines", "turned", "across"),
                        node("Add", "across", "straight", "y")),
                form(
                        "with scaled angles",
                        true,
                        node("Mul", "cos", "factor", "scaled"),
                        unsqueeze("scaled", "cosines")),
                form("without steps", true, node("Slice", "x", "zero", "half", "last", "first")),
                form("of queries whose heads nobody says are in front", false, transpose("queries", "x", 0, 1, 2, 3)),
                form("of two unlike angles", false, concat("angles", "others", "both")),
                form(
                        "with a factor for each angle",
                        false,
                        node("Mul", "cos", "factors", "scaled"),
                        unsqueeze("scaled", "cosines")),
                form("with two cosines", false, node("Cos", "both", "sin")),
                form("by a quarter turn of something else", false, slice("other", "zero", "half", "first")),
                form("of a straight part of something else", false, node("Mul", "other", "cosines", "straight")),
                form("of halves that are both turned the same way", false, concat("first", "negative", "turned")));
    }

    /** A rotation as dynamo writes it, other nodes in the place of those that make the same values. */
    private static Form form(String name, boolean isFused, Node... others) {
        List<Node> dynamo = List.of(
                transpose("tokens", "x", 0, 2, 1, 3),
                concat("angles", "angles", "both"),
                node("Cos", "both", "cos"),
                node("Sin", "both", "sin"),
                node("Mul", "cos", "factor", "scaled"),
                unsqueeze("cos", "cosines"),
                unsqueeze("sin", "sines"),
                node("Mul", "x", "cosines", "straight"),
                slice("x", "zero", "half", "first"),
                slice("x", "half", "far", "second"),
                node("Neg", "second", "negative"),
                concat("negative", "first", "turned"),
                node("Mul", "turned", "sines", "across"),
                node("Add", "straight", "across", "y"));
        return new Form(name, WrittenOut.with(dynamo, others), isFused);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aRotationIsFusedIfItIsOneAndComputesTheSame(Form form) throws OrtException {
        Graph written = graph(form.nodes());
        Graph fused = Fusions.fuse(written);
        assertThat(operators(fused).contains(FUSED)).isEqualTo(form.isFused());
        requireSame(written, fused, 2);
    }

    /** Angles that an export makes once for all texts, whose positions are the same. */
    @Test
    void anglesOfOneTextServeAll() throws OrtException {
        Graph written = graph(form("as dynamo has it", true).nodes());
        requireSame(written, Fusions.fuse(written), 1);
    }

    @Test
    void everyRotationOfADecoderIsFused() {
        Graph lowered =
                Lowering.lower(GraphReader.read(Fixtures.folder("llama-dynamo").resolve("model.onnx")));
        assertThat(operators(Fusions.fuse(lowered)))
                .doesNotContain("Neg")
                .filteredOn(FUSED::equals)
                .hasSize(4);
    }

    private static void requireSame(Graph written, Graph fused, long textsOfAngles) throws OrtException {
        Random random = new Random(5);
        Map<String, Tensor> inputs = Map.of(
                "tokens", Tensor.random(DataType.FLOAT, List.of(2L, 3L, 5L, 2 * HALF), random),
                "queries", Tensor.random(DataType.FLOAT, List.of(2L, 5L, 3L, 2 * HALF), random),
                "other", Tensor.random(DataType.FLOAT, List.of(2L, 5L, 3L, 2 * HALF), random),
                "angles", Tensor.random(DataType.FLOAT, List.of(textsOfAngles, 3L, HALF), random),
                "others", Tensor.random(DataType.FLOAT, List.of(textsOfAngles, 3L, HALF), random));
        WrittenOut.requireSame(written, fused, inputs);
    }

    private static Graph graph(List<Node> nodes) {
        TensorProto.Builder factors = TensorProto.newBuilder()
                .setName("factors")
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(2 * HALF);
        for (int i = 0; i < 2 * HALF; i++) {
            factors.addFloatData(i);
        }
        List<TensorProto> constants = List.of(
                Tensors.scalar("factor", DataType.FLOAT, 0.5),
                factors.build(),
                constant("zero", 0),
                constant("one", 1),
                constant("half", HALF),
                constant("far", FAR),
                constant("last", -1));
        Map<String, DataType> inputs = Map.of(
                "tokens", DataType.FLOAT,
                "queries", DataType.FLOAT,
                "other", DataType.FLOAT,
                "angles", DataType.FLOAT,
                "others", DataType.FLOAT);
        return Graphs.of(18, inputs, constants, nodes, List.of("y"));
    }

    private static TensorProto constant(String name, long value) {
        return Tensors.int64(name, List.of(1L), value);
    }

    private static Node slice(String value, String start, String end, String output) {
        return node("Slice", value, start, end, "last", "one", output);
    }

    private static Node concat(String first, String second, String output) {
        return GraphBuilder.node(
                Operator.named("Concat"), List.of(first, second), output, Attributes.integer("axis", -1));
    }

    private static Node transpose(String value, String output, long... permutation) {
        return GraphBuilder.node(
                Operator.named("Transpose"), List.of(value), output, Attributes.integers("perm", permutation));
    }

    private static Node unsqueeze(String value, String output) {
        return node("Unsqueeze", value, "one", output);
    }
}
