package io.github.modeleditor.graph.lower;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import com.google.common.primitives.Longs;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Graphs;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.onnx.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every fused operator, in the forms that no fixture has, against ONNX Runtime's own kernel. */
class FusedOperatorTest {
    private static final long BATCH = 2;
    private static final long TOKENS = 5;
    private static final long WIDTH = 16;
    private static final Random RANDOM = new Random(11);

    /** A graph of one fused node after identities or products that tell widths; every input is fed or constant. */
    private static final class Scene {
        private final String operator;
        private final int opset;
        private final Map<String, DataType> inputs = new LinkedHashMap<>();
        private final Map<String, Tensor> feeds = new LinkedHashMap<>();
        private final List<TensorProto> constants = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();
        private final List<String> operands = new ArrayList<>();
        private final List<AttributeProto> attributes = new ArrayList<>();
        private final List<String> outputs = new ArrayList<>(List.of("y0"));
        private boolean maskOfTokens;

        Scene(String operator, int opset) {
            this.operator = operator;
            this.opset = opset;
        }

        static Scene of(String operator) {
            return new Scene("com.microsoft:" + operator, 18);
        }

        Scene fed(Tensor tensor) {
            String name = "x" + operands.size();
            inputs.put(name, tensor.type());
            feeds.put(name, tensor);
            operands.add(name);
            return this;
        }

        Scene fed(long... shape) {
            return fed(random(shape));
        }

        Scene constant(long... shape) {
            String name = "x" + operands.size();
            constants.add(random(shape).toProto(name));
            operands.add(name);
            return this;
        }

        /** A product with a constant, from which the width of a row is known. */
        Scene projected(long width) {
            String name = "x" + operands.size();
            inputs.put(name + "/in", DataType.FLOAT);
            feeds.put(name + "/in", random(BATCH, TOKENS, 4));
            constants.add(random(4, width).toProto(name + "/weight"));
            nodes.add(GraphBuilder.node(Operator.named("MatMul"), List.of(name + "/in", name + "/weight"), name));
            operands.add(name);
            return this;
        }

        Scene mask(long... elements) {
            maskOfTokens = true;
            return fed(Tensor.of(
                    DataType.INT32,
                    List.of(BATCH, TOKENS),
                    Arrays.stream(elements).asDoubleStream().toArray()));
        }

        Scene integers(List<Long> shape, double... elements) {
            return fed(Tensor.of(DataType.INT32, shape, elements));
        }

        Scene omitted() {
            operands.add("");
            return this;
        }

        Scene with(AttributeProto attribute) {
            attributes.add(attribute);
            return this;
        }

        Scene with(String name, long value) {
            return with(Attributes.integer(name, value));
        }

        Scene outputs(String... names) {
            outputs.clear();
            outputs.addAll(List.of(names));
            return this;
        }

        /** Of GELU only the bias is taken apart. */
        boolean keepsItsName() {
            return operator.endsWith("FastGelu");
        }

        Graph graph() {
            int colon = operator.indexOf(':');
            List<Node> all = new ArrayList<>(nodes);
            all.add(new Node(NodeProto.newBuilder()
                    .setName("fused")
                    .setDomain(colon < 0 ? "" : operator.substring(0, colon))
                    .setOpType(operator.substring(colon + 1))
                    .addAllInput(operands)
                    .addAllOutput(outputs)
                    .addAllAttribute(attributes)
                    .build()));
            List<String> wanted =
                    outputs.stream().filter(output -> !output.isEmpty()).toList();
            Graph graph = Graphs.of(opset, inputs, constants, all, wanted);
            if (!maskOfTokens) {
                return graph;
            }
            GraphBuilder builder = new GraphBuilder(graph);
            builder.changeInputs(info -> {
                ValueInfoProto.Builder said = info.toBuilder();
                if (info.getName().equals("x3")) {
                    said.getTypeBuilder()
                            .getTensorTypeBuilder()
                            .getShapeBuilder()
                            .addDim(Dimension.newBuilder().setDimParam("batch"))
                            .addDim(Dimension.newBuilder().setDimParam("tokens"));
                }
                return said.build();
            });
            return builder.build();
        }
    }

    private static Tensor random(long... shape) {
        return Tensor.random(DataType.FLOAT, Longs.asList(shape), RANDOM);
    }

    @TestFactory
    List<DynamicTest> loweredOperatorComputesWhatTheKernelDoes() {
        AttributeProto epsilon = Attributes.number("epsilon", 0.01f);
        long heads = 2;
        return List.of(
                test(
                        "skip and bias, normalized",
                        Scene.of("SkipLayerNormalization")
                                .fed(BATCH, TOKENS, WIDTH)
                                .fed(BATCH, TOKENS, WIDTH)
                                .constant(WIDTH)
                                .constant(WIDTH)
                                .constant(WIDTH)
                                .with(epsilon)
                                .outputs("y0", "", "", "sum")),
                test(
                        "skip of one row, without shift",
                        Scene.of("SkipLayerNormalization")
                                .fed(BATCH, TOKENS, WIDTH)
                                .fed(1, TOKENS, WIDTH)
                                .constant(WIDTH)
                                .with(epsilon)),
                test(
                        "skip and bias, root mean square",
                        Scene.of("SkipSimplifiedLayerNormalization")
                                .fed(BATCH, TOKENS, WIDTH)
                                .fed(BATCH, TOKENS, WIDTH)
                                .constant(WIDTH)
                                .constant(WIDTH)
                                .with(epsilon)
                                .outputs("y0", "", "", "sum")),
                test(
                        "root mean square of the standard",
                        new Scene("RMSNormalization", 23)
                                .fed(BATCH, TOKENS, WIDTH)
                                .constant(WIDTH)
                                .with(epsilon)),
                test(
                        "bias and exact GELU",
                        Scene.of("BiasGelu").fed(BATCH, WIDTH).constant(WIDTH)),
                test(
                        "bias and approximate GELU",
                        Scene.of("FastGelu").fed(BATCH, WIDTH).constant(WIDTH)),
                test(
                        "packed attention with padding",
                        Scene.of("Attention")
                                .fed(BATCH, TOKENS, WIDTH)
                                .constant(WIDTH, 3 * WIDTH)
                                .constant(3 * WIDTH)
                                .mask(1, 1, 1, 1, 1, 1, 1, 1, 0, 0)
                                .with("num_heads", heads)),
                test(
                        "packed attention, causal, unlike widths, scaled",
                        Scene.of("Attention")
                                .fed(BATCH, TOKENS, WIDTH)
                                .constant(WIDTH, 2 * WIDTH + 8)
                                .constant(2 * WIDTH + 8)
                                .omitted()
                                .omitted()
                                .fed(1, heads, TOKENS, TOKENS)
                                .with("num_heads", heads)
                                .with("unidirectional", 1)
                                .with(Attributes.number("scale", 0.7f))
                                .with(Attributes.integers("qkv_hidden_sizes", WIDTH, WIDTH, 8))),
                test(
                        "attention of heads with bias, cache and causal mask",
                        Scene.of("MultiHeadAttention")
                                .projected(WIDTH)
                                .projected(WIDTH)
                                .projected(WIDTH)
                                .constant(3 * WIDTH)
                                .omitted()
                                .omitted()
                                .fed(BATCH, heads, 3, 8)
                                .fed(BATCH, heads, 3, 8)
                                .with("num_heads", heads)
                                .with("unidirectional", 1)
                                .outputs("y0", "key", "value")),
                test(
                        "attention of heads with an added mask",
                        Scene.of("MultiHeadAttention")
                                .projected(WIDTH)
                                .projected(WIDTH)
                                .projected(WIDTH)
                                .omitted()
                                .omitted()
                                .fed(1, heads, TOKENS, TOKENS)
                                .with("num_heads", heads)),
                test("grouped attention, three inputs, interleaved rotation, window", grouped(false)),
                test("grouped attention, one input, positions, soft cap", grouped(true)));
    }

    private static Scene grouped(boolean packed) {
        long heads = 4;
        long keyHeads = 2;
        Scene scene = Scene.of("GroupQueryAttention");
        if (packed) {
            scene.projected((heads + 2 * keyHeads) * WIDTH).omitted().omitted();
        } else {
            scene.projected(heads * WIDTH).projected(keyHeads * WIDTH).projected(keyHeads * WIDTH);
        }
        scene.fed(BATCH, keyHeads, 0, WIDTH)
                .fed(BATCH, keyHeads, 0, WIDTH)
                .integers(List.of(BATCH), TOKENS - 1, TOKENS - 1)
                .integers(List.of(1L), TOKENS)
                .constant(TOKENS + 3, WIDTH / 2)
                .constant(TOKENS + 3, WIDTH / 2)
                .with("num_heads", heads)
                .with("kv_num_heads", keyHeads)
                .with("do_rotary", 1)
                .outputs("y0", "key", "value");
        return packed
                ? scene.fed(Tensor.int64(List.of(BATCH, TOKENS), 1, 2, 3, 4, 5, 1, 2, 3, 4, 5))
                        .with(Attributes.number("softcap", 1.5f))
                : scene.with("rotary_interleaved", 1).with("local_window_size", 2);
    }

    private static DynamicTest test(String form, Scene scene) {
        Graph original = scene.graph();
        return DynamicTest.dynamicTest(scene.operator + ": " + form, () -> compare(original, scene));
    }

    private static void compare(Graph original, Scene scene) throws OrtException {
        Graph lowered = Lowering.lower(original);
        assertThat(lowered.nodes())
                .extracting(Node::operator)
                .doesNotContain(scene.keepsItsName() ? "" : scene.operator);
        WrittenOut.requireSameOutputs(original, lowered, scene.feeds);
    }

    /** What is not understood stays, so that the operator without a gradient is named. */
    @Test
    void formsThatAreNotKnownStayAsTheyAre() {
        Scene smooth = grouped(false).with("smooth_softmax", 1);
        Scene unknown = grouped(true).with("of_a_later_version", 1);
        Scene packed =
                Scene.of("MultiHeadAttention").fed(BATCH, TOKENS, 2, 3, 8).with("num_heads", 2);
        for (Scene scene : List.of(smooth, unknown, packed)) {
            assertThat(Lowering.lower(scene.graph()).nodes())
                    .extracting(Node::operator)
                    .contains(scene.operator);
        }
    }
}
