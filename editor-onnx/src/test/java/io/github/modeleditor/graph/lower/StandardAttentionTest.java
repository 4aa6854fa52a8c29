package io.github.modeleditor.graph.lower;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import com.google.common.primitives.Longs;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The standard attention, in the forms that its specification has, against ONNX Runtime's own kernel. */
class StandardAttentionTest {
    private static final Random RANDOM = new Random(12);
    private static final long ROWS = 2;
    private static final long NEW = 5;
    private static final long PAST = 3;
    private static final long HEADS = 4;
    private static final long KEY_HEADS = 2;
    private static final long WIDTH = 6;
    private static final long VALUE_WIDTH = 3;
    private static final List<String> INPUTS = List.of("q", "k", "v", "mask", "past_key", "past_value", "keys_of_row");

    /** A graph of one attention; what is not fed is left out. */
    private static final class Form {
        private final Map<String, Tensor> feeds = new LinkedHashMap<>();
        private final List<AttributeProto> attributes = new ArrayList<>();
        private final List<String> outputs = new ArrayList<>(List.of("y"));
        private final List<TensorProto> constants = new ArrayList<>();
        private int opset = 23;

        static Form byHead(long heads, long keyHeads) {
            return new Form()
                    .fed("q", random(ROWS, heads, NEW, WIDTH))
                    .fed("k", random(ROWS, keyHeads, NEW, WIDTH))
                    .fed("v", random(ROWS, keyHeads, NEW, VALUE_WIDTH));
        }

        static Form sideBySide(long heads, long keyHeads) {
            return new Form()
                    .fed("q", random(ROWS, NEW, heads * WIDTH))
                    .fed("k", random(ROWS, NEW, keyHeads * WIDTH))
                    .fed("v", random(ROWS, NEW, keyHeads * VALUE_WIDTH))
                    .with("q_num_heads", heads)
                    .with("kv_num_heads", keyHeads);
        }

        Form fed(String name, Tensor tensor) {
            feeds.put(name, tensor);
            return this;
        }

        Form withPast() {
            outputs.addAll(List.of("key", "value"));
            return fed("past_key", random(ROWS, KEY_HEADS, PAST, WIDTH))
                    .fed("past_value", random(ROWS, KEY_HEADS, PAST, VALUE_WIDTH));
        }

        Form with(String name, long value) {
            return with(Attributes.integer(name, value));
        }

        Form with(AttributeProto attribute) {
            attributes.add(attribute);
            return this;
        }

        Form constantMask(Tensor mask) {
            constants.add(mask.toProto("mask"));
            return this;
        }

        Form output(String name) {
            outputs.add(name);
            return this;
        }

        Form atOpset(int version) {
            opset = version;
            return this;
        }

        Graph graph() {
            List<String> operands = new ArrayList<>();
            INPUTS.forEach(name -> operands.add(feeds.containsKey(name) || !isFed(name) ? name : ""));
            while (operands.get(operands.size() - 1).isEmpty()) {
                operands.remove(operands.size() - 1);
            }
            Map<String, DataType> inputs = new LinkedHashMap<>();
            feeds.forEach((name, tensor) -> inputs.put(name, tensor.type()));
            Node attention = new Node(NodeProto.newBuilder()
                    .setName("attention")
                    .setOpType(Operator.STANDARD_ATTENTION.simpleName())
                    .addAllInput(operands)
                    .addAllOutput(outputs)
                    .addAllAttribute(attributes)
                    .build());
            List<String> wanted =
                    outputs.stream().filter(output -> !output.isEmpty()).toList();
            return Graphs.of(opset, inputs, constants, List.of(attention), wanted);
        }

        private boolean isFed(String name) {
            return constants.stream().noneMatch(constant -> constant.getName().equals(name));
        }
    }

    private static Tensor random(long... shape) {
        return Tensor.random(DataType.FLOAT, Longs.asList(shape), RANDOM);
    }

    /** Where every row has a key that it sees. */
    private static Tensor truths(long... shape) {
        double[] elements = new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        int columns = Math.toIntExact(shape[shape.length - 1]);
        Arrays.setAll(elements, i -> i % columns == 0 || RANDOM.nextBoolean() ? 1 : 0);
        return Tensor.of(DataType.BOOL, Longs.asList(shape), elements);
    }

    @TestFactory
    Stream<DynamicTest> loweredAttentionComputesWhatTheKernelDoes() {
        Map<String, Form> forms = new LinkedHashMap<>();
        forms.put("by head", Form.byHead(HEADS, HEADS));
        forms.put("by head, grouped, causal", Form.byHead(HEADS, KEY_HEADS).with("is_causal", 1));
        forms.put("by head, one key for all", Form.byHead(HEADS, 1).with(Attributes.number("scale", 0.7f)));
        forms.put("side by side", Form.sideBySide(HEADS, HEADS));
        forms.put(
                "side by side, grouped, causal",
                Form.sideBySide(HEADS, KEY_HEADS).with("is_causal", 1));
        forms.put("a past, causal", Form.byHead(HEADS, KEY_HEADS).withPast().with("is_causal", 1));
        forms.put(
                "a past, side by side, a mask of all keys",
                Form.sideBySide(HEADS, KEY_HEADS).withPast().fed("mask", truths(NEW, PAST + NEW)));
        forms.put("truths of each row", Form.byHead(HEADS, HEADS).fed("mask", truths(ROWS, 1, NEW, NEW)));
        forms.put("truths that are constant", Form.byHead(HEADS, HEADS).constantMask(truths(NEW, NEW)));
        forms.put(
                "truths and causal",
                Form.byHead(HEADS, KEY_HEADS)
                        .fed("mask", truths(ROWS, 1, NEW, NEW))
                        .with("is_causal", 1));
        forms.put("numbers of each head", Form.byHead(HEADS, HEADS).fed("mask", random(HEADS, NEW, NEW)));
        forms.put(
                "numbers and causal",
                Form.sideBySide(HEADS, KEY_HEADS)
                        .fed("mask", random(ROWS, 1, NEW, NEW))
                        .with("is_causal", 1));
        forms.put(
                "soft cap and mask",
                Form.byHead(HEADS, KEY_HEADS)
                        .fed("mask", truths(NEW, NEW))
                        .with(Attributes.number("softcap", 0.5f))
                        .with("softmax_precision", DataType.FLOAT.getNumber()));
        forms.put(
                "fewer queries than keys, causal",
                Form.byHead(HEADS, KEY_HEADS)
                        .fed("q", random(ROWS, HEADS, 2, WIDTH))
                        .with("is_causal", 1));
        forms.put(
                "of the next operator set",
                Form.byHead(HEADS, KEY_HEADS).atOpset(24).with("is_causal", 1));
        return forms.entrySet().stream()
                .map(form -> DynamicTest.dynamicTest(form.getKey(), () -> compare(form.getValue())));
    }

    private static void compare(Form form) throws OrtException {
        Graph original = form.graph();
        Graph lowered = Lowering.lower(original);
        assertThat(lowered.nodes()).noneMatch(node -> node.is(Operator.STANDARD_ATTENTION));
        WrittenOut.requireSameOutputs(original, lowered, form.feeds);
    }

    /** What is not understood stays, so that the operator without a gradient is named. */
    @Test
    void formsThatAreNotKnownStayAsTheyAre() {
        Form scores = Form.byHead(HEADS, HEADS).output("").output("").output("scores");
        Form unknown = Form.byHead(HEADS, HEADS).with("of_a_later_version", 1);
        Form ragged = Form.byHead(HEADS, HEADS).atOpset(24).fed("keys_of_row", Tensor.int64(List.of(ROWS), NEW, 2));
        for (Form form : List.of(scores, unknown, ragged)) {
            assertThat(Lowering.lower(form.graph()).nodes()).anyMatch(node -> node.is(Operator.STANDARD_ATTENTION));
        }
    }
}
