package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ModelCopy;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsupportedModelTest {
    private final Path folder;

    UnsupportedModelTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** ONNX Runtime does not know {@code com.example}, so nobody could ask that model either. */
    @Test
    void everyOperatorWithoutAGradientIsNamedAtOnceAlsoWhereNoSessionCanBeOpened() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        model.importDomain("com.example", 3);
        List<String> celu =
                model.rewriteNodes(node -> node.getOpType().equals("Sigmoid"), node -> node.setOpType("Celu"));
        List<String> mystery =
                model.rewriteNodes(node -> node.getOpType().equals("Softmax"), node -> node.setDomain("com.example")
                        .setOpType("Mystery"));
        List<String> lone = model.rewriteNodes(
                node -> node.getName().equals("/model/layers.1/mlp/Mul"),
                node -> node.setDomain("com.example").setOpType("Lone"));
        List<String> beforeAllAdapters = model.rewriteNodes(
                node -> node.getName().equals("/model/layers.0/input_layernorm/Sqrt"), node -> node.setOpType("Ceil"));
        assertThat(celu).hasSize(2);
        assertThat(mystery).hasSize(2);
        assertThat(lone).hasSize(1);
        assertThat(beforeAllAdapters).hasSize(1);

        assertThatThrownBy(() -> PlainOrt.open(model.graph())).isInstanceOf(OrtException.class);
        refused(model)
                .hasMessage("The graph in " + model.folder() + " has operators without a gradient:"
                        + "\n  ai.onnx:Celu@18 in " + String.join(", ", celu)
                        + "\n  com.example:Lone@3 in " + String.join(", ", lone)
                        + "\n  com.example:Mystery@3 in " + String.join(", ", mystery)
                        + "\nExport the model without optimizations, at opset 14 to 21.")
                .hasNoCause()
                .hasNoSuppressedExceptions();
    }

    /** An If has only its condition for an input; what its branches take from outside has a gradient all the same. */
    @Test
    void subgraphThatTakesAnActivationFromOutsideIsNamed() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        model.rewriteGraph(graph -> graph.addInitializer(TensorProto.newBuilder()
                .setName("condition")
                .setDataType(DataType.BOOL.getNumber())
                .addInt32Data(1)));
        List<String> names =
                model.rewriteNodes(node -> node.getName().equals("/model/layers.0/mlp/act_fn/Sigmoid"), node -> {
                    NodeProto sigmoid = node.build();
                    node.setOpType("If").clearInput().addInput("condition");
                    node.addAttribute(branch("then_branch", sigmoid, "Sigmoid"));
                    node.addAttribute(branch("else_branch", sigmoid, "Tanh"));
                });
        refused(model).hasMessageContaining("ai.onnx:If@18 in " + String.join(", ", names));
    }

    private static AttributeProto branch(String name, NodeProto original, String operator) {
        NodeProto inner = original.toBuilder()
                .setName(name)
                .setOpType(operator)
                .setOutput(0, name)
                .build();
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.GRAPH)
                .setG(GraphProto.newBuilder()
                        .setName(name)
                        .addNode(inner)
                        .addOutput(ValueInfoProto.newBuilder().setName(name)))
                .build();
    }

    @Test
    void graphWithoutLogitsIsRefused() {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        model.renameValues(name -> name.equals("logits") ? "last_hidden_state" : name);
        model.rewriteGraph(graph -> graph.getOutputBuilder(0).setName("last_hidden_state"));
        refused(model)
                .hasMessageContainingAll(
                        model.folder().toString(),
                        "no output named logits",
                        "last_hidden_state",
                        "Export it as a decoder");
    }

    @Test
    void graphWithoutTokenIdsIsRefused() {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        model.renameValues(name -> name.equals("input_ids") ? "tokens" : name);
        model.rewriteGraph(graph -> graph.getInputBuilderList().stream()
                .filter(input -> input.getName().equals("input_ids"))
                .forEach(input -> input.setName("tokens")));
        refused(model)
                .hasMessageContainingAll(
                        model.folder().toString(), "no input named input_ids", "tokens", "Export it as a decoder");
    }

    @Test
    void graphThatTakesACacheAndGivesNoneIsRefused() {
        ModelCopy model = ModelCopy.of("gpt2-torchscript", folder);
        model.rewriteGraph(graph -> List.of("past_key_values.0.key", "past_key_values.0.value")
                .forEach(name -> graph.addInput(ValueInfoProto.newBuilder().setName(name))));
        refused(model)
                .hasMessageContainingAll(
                        model.folder().toString(),
                        "past_key_values.0.key, past_key_values.0.value",
                        "Export the decoder without a key/value cache (use_cache=False)");
    }

    @Test
    void logitsThatNoFrozenMatrixMakesAreRefused() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        model.rewriteNodes(
                node -> node.getName().equals("/lm_head/MatMul"),
                node -> node.setInput(1, "/model/norm/Mul_1_output_0"));
        refused(model)
                .hasMessageContainingAll(
                        model.folder().toString(),
                        "do not come from a product with a frozen matrix, but from MatMul /lm_head/MatMul",
                        "Export the decoder with its language-model head");
    }

    /** As weight-only quantization leaves it: the only product with a frozen float matrix is the head. */
    @Test
    void graphWithoutProjectionsIsRefused() {
        ModelCopy model = ModelCopy.of("gpt2-torchscript", folder);
        List<String> products =
                model.rewriteNodes(node -> node.getOpType().equals("Gemm"), node -> node.setDomain("com.microsoft")
                        .setOpType("MatMulBnb4"));
        model.importDomain("com.microsoft", 1);
        assertThat(products).hasSize(8);
        refused(model)
                .hasMessageContainingAll(
                        model.folder().toString(),
                        "no product of an activation with a frozen float matrix",
                        "not quantized");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(ModelCopy model) {
        return assertThatThrownBy(() -> {
                    try (OnnxEngine engine = OnnxEngine.open(model.folder(), Device.cpu(1), LoraConfig.rank(2))) {
                        engine.layout(LoraConfig.rank(2));
                    }
                })
                .isInstanceOf(UnsupportedModelException.class);
    }
}
