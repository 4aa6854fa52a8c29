package io.github.modeleditor.graph.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.lora.TargetModules;
import io.github.modeleditor.graph.lower.Lowering;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no valid graph is refused where it is read, so that nobody asks a node for what it does not have. */
class GraphCheckTest {
    private final ModelCopy model;

    GraphCheckTest(@TempDir Path folder) {
        model = ModelCopy.of("llama-torchscript", folder);
    }

    @ParameterizedTest
    @CsvSource({"MatMul, 1", "Gather, 1", "Add, 1", "Softmax, 0", "Reshape, 1", "Where, 2", "Concat, 0", "Slice, 2"})
    void aNodeWithoutAnInputThatItsOperatorNeedsIsNamed(String operator, int kept) {
        model.rewriteNodes(node -> node.getOpType().equals(operator), node -> {
            List<String> inputs = List.copyOf(node.getInputList().subList(0, kept));
            node.clearInput().addAllInput(inputs);
        });
        refused().hasMessageContainingAll(model.graph().toString(), operator, "lacks its input " + kept);
    }

    @Test
    void aNodeThatMakesNothingIsNamed() {
        model.rewriteNodes(node -> node.getOpType().equals("Sigmoid"), NodeProto.Builder::clearOutput);
        refused().hasMessageContaining("a node of the operator Sigmoid makes nothing");
    }

    @Test
    void aValueThatIsMadeTwiceOrByNothingIsNamed() {
        model.rewriteGraph(graph -> graph.addNode(node("Identity", "input_ids", "logits")));
        refused().hasMessageContaining("the value logits is made twice");
        model.rewriteGraph(
                graph -> graph.removeNode(graph.getNodeCount() - 1).addNode(node("Identity", "nowhere", "x")));
        refused().hasMessageContaining("reads nowhere, which nothing makes");
    }

    @Test
    void aCircleIsRefusedAndDisorderIsPutInOrder() {
        List<String> names =
                GraphReader.read(model.graph()).nodes().stream().map(Node::name).toList();
        model.rewriteGraph(GraphCheckTest::reverse);
        Graph ordered = GraphReader.read(model.graph());
        assertThat(ordered.nodes()).extracting(Node::name).containsExactlyInAnyOrderElementsOf(names);
        assertThat(TargetModules.of(
                        Lowering.lower(ordered),
                        Decoder.of(Lowering.lower(ordered)).head()))
                .hasSize(16);

        model.rewriteGraph(graph -> graph.addNode(node("Add", "a", "b").addInput("a"))
                .addNode(node("Add", "b", "a").addInput("b")));
        refused().hasMessageContaining("runs in a circle");
    }

    private static void reverse(GraphProto.Builder graph) {
        List<NodeProto> nodes = new java.util.ArrayList<>(graph.getNodeList());
        Collections.reverse(nodes);
        graph.clearNode().addAllNode(nodes);
    }

    @ParameterizedTest
    @CsvSource({
        "-1 4, has a length of -1",
        "4611686018427387904 4, has a length of 4611686018427387904",
        "2147483647 2147483647, has more elements than can be counted",
        "3 3, does not hold as many"
    })
    void aTensorIsAsLargeAsItSays(String lengths, String reason) {
        change(tensor -> {
            tensor.clearDims();
            for (String length : lengths.split(" ", -1)) {
                tensor.addDims(Long.parseLong(length));
            }
        });
        refused().hasMessageContainingAll("the tensor odd", reason);
    }

    @Test
    void theSameIsAskedOfTensorsInsideNodes() {
        model.rewriteGraph(graph -> {
            NodeProto.Builder constant =
                    NodeProto.newBuilder().setOpType("Constant").addOutput("odd");
            constant.addAttributeBuilder().setName("value").setT(tensor().addDims(9));
            graph.addNode(constant);
        });
        refused().hasMessageContaining("does not hold as many");
    }

    private void change(Consumer<TensorProto.Builder> change) {
        TensorProto.Builder tensor = tensor();
        change.accept(tensor);
        model.rewriteGraph(graph -> graph.addInitializer(tensor));
    }

    private static TensorProto.Builder tensor() {
        return TensorProto.newBuilder()
                .setName("odd")
                .setDataType(DataType.FLOAT.getNumber())
                .addFloatData(1);
    }

    /** What goes through a graph by calling itself has to come back from the longest that is read, with the smallest of stacks. */
    @Test
    void theLongestWayFitsOnASmallStack() throws InterruptedException {
        chain(NodeOrder.LONGEST_WAY - 500);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread small = new Thread(null, () -> plan(), "small", 256 << 10);
        small.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        small.start();
        small.join();
        assertThat(failure.get()).isNull();

        chain(NodeOrder.LONGEST_WAY);
        refused().hasMessageContaining("operators one after the other");
    }

    private void plan() {
        Decoder decoder = Decoder.of(Lowering.lower(GraphReader.read(model.graph())));
        TargetModules.of(decoder.graph(), decoder.head());
    }

    /** Between the product with the vocabulary and the logits. */
    private void chain(int length) {
        String step = "step of " + length + " ";
        model.renameValues(name -> name.equals("logits") ? step + 0 : name);
        model.rewriteGraph(graph -> {
            for (int i = 0; i < length; i++) {
                graph.addNode(node("Neg", step + i, i == length - 1 ? "logits" : step + (i + 1)));
            }
        });
    }

    private static NodeProto.Builder node(String operator, String input, String output) {
        return NodeProto.newBuilder().setOpType(operator).addInput(input).addOutput(output);
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused() {
        return assertThatThrownBy(() -> GraphReader.read(model.graph()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("Export it again");
    }
}
