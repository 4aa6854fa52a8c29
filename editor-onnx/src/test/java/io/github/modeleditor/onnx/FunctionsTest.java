package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that bring functions along, as older dynamo exporters write every operator of PyTorch. */
class FunctionsTest {
    private static final String DOMAIN = "functions.of.a.test";
    private static final String FIXTURE = "llama-torchscript";
    private static final LoraConfig LORA = LoraConfig.rank(2);

    private final Path folder;
    private final ModelCopy model;

    FunctionsTest(@TempDir Path folder) {
        this.folder = folder;
        model = ModelCopy.of(FIXTURE, folder);
    }

    private static FunctionProto.Builder function(String name, long opset, NodeProto... body) {
        return FunctionProto.newBuilder()
                .setDomain(DOMAIN)
                .setName(name)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(DOMAIN).setVersion(1))
                .addAllNode(List.of(body));
    }

    private static NodeProto.Builder node(String domain, String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(operator)
                .setName("n_" + output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    /** Products, sigmoids and softmaxes become calls, one of functions that call others, one with an attribute of its own or by default. */
    private void call(long opset) {
        AttributeProto reference = AttributeProto.newBuilder()
                .setName("axis")
                .setRefAttrName("along")
                .setType(AttributeType.INT)
                .build();
        model.rewrite(proto -> {
            proto.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(DOMAIN).setVersion(1));
            proto.addFunctions(
                    function("product", opset, node("", "MatMul", "y", "a", "b").build())
                            .addAllInput(List.of("a", "b"))
                            .addOutput("y"));
            proto.addFunctions(
                    function("inner", opset, node("", "Sigmoid", "y", "x").build())
                            .addInput("x")
                            .addOutput("y"));
            proto.addFunctions(function(
                            "outer",
                            opset,
                            node(DOMAIN, "inner", "s", "x").build(),
                            node("", "Identity", "t", "s").build(),
                            node("", "Identity", "y", "t").build())
                    .addAllInput(List.of("x", "left out"))
                    .addAllOutput(List.of("y", "x")));
            proto.addFunctions(function(
                            "shares",
                            opset,
                            node("", "Softmax", "y", "x")
                                    .addAttribute(reference)
                                    .build())
                    .addInput("x")
                    .addOutput("y")
                    .addAttributeProto(Attributes.integer("along", -1)));
            for (NodeProto.Builder called : proto.getGraphBuilder().getNodeBuilderList()) {
                switch (called.getOpType()) {
                    case "MatMul" -> called.setDomain(DOMAIN).setOpType("product");
                    case "Sigmoid" -> called.setDomain(DOMAIN).setOpType("outer");
                    case "Softmax" ->
                        called.setDomain(DOMAIN).setOpType("shares").clearAttribute();
                    default -> {}
                }
            }
        });
    }

    private static float[][] logits(Path place) {
        TokenBatch batch = Fixtures.batch(Fixtures.golden(FIXTURE));
        try (OnnxEngine engine = OnnxEngine.open(place, Fixtures.device(), LORA)) {
            return engine.logits(batch, null);
        }
    }

    @Test
    void bodiesTakeThePlaceOfCalls() {
        call(model.proto().getOpsetImport(0).getVersion());
        assertThat(GraphReader.read(model.graph()).nodes())
                .extracting(Node::operator)
                .noneMatch(operator -> operator.startsWith(DOMAIN));
        assertThat(logits(model.folder())).isDeepEqualTo(logits(Fixtures.folder(FIXTURE)));
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Fixtures.device(), LORA);
                OnnxEngine original = OnnxEngine.open(Fixtures.folder(FIXTURE), Fixtures.device(), LORA)) {
            assertThat(engine.layout(LORA)).isEqualTo(original.layout(LORA));
            engine.gradients(engine.layout(LORA)).close();
            LoraWeights adapter = Fixtures.random(engine.layout(LORA), 3);
            Path merged = folder.resolve("merged");
            engine.writeMerged(merged, ModelFormat.ONNX, adapter);
            Tensor expected = Tensor.ofRows(original.logits(Fixtures.batch(Fixtures.golden(FIXTURE)), adapter));
            assertThat(Tensor.ofRows(logits(merged)).relativeError(expected)).isLessThan(1e-5);
        }
    }

    /** ONNX Runtime runs them; what they mean in the model's own version nobody knows. */
    @Test
    void functionsOfAnotherOperatorSetStayCalls() {
        long version = model.proto().getOpsetImport(0).getVersion();
        model.rewrite(proto -> {
            proto.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(DOMAIN).setVersion(1));
            proto.addFunctions(
                    function("gate", version - 1, node("", "Sigmoid", "y", "x").build())
                            .addInput("x")
                            .addOutput("y"));
            proto.getGraphBuilder().getNodeBuilderList().stream()
                    .filter(node -> node.getOpType().equals("Sigmoid"))
                    .forEach(node -> node.setDomain(DOMAIN).setOpType("gate"));
        });
        assertThat(logits(model.folder())).isDeepEqualTo(logits(Fixtures.folder(FIXTURE)));
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Fixtures.device(), LORA)) {
            assertThatThrownBy(() -> engine.layout(LORA))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContaining(DOMAIN);
        }
    }

    @Test
    void functionsThatCallThemselvesAreRefused() {
        refuse(proto -> proto.addFunctions(
                function("again", 17, node(DOMAIN, "again", "y", "x").build())
                        .addInput("x")
                        .addOutput("y")));
    }

    /** 2 to the power of 40 nodes. */
    @Test
    void functionsThatMultiplyAreRefused() {
        refuse(proto -> {
            for (int i = 0; i < 40; i++) {
                String next = i == 0 ? "" : DOMAIN;
                String name = i == 39 ? "again" : "f" + i;
                String called = i == 0 ? "Neg" : "f" + (i - 1);
                proto.addFunctions(function(
                                name,
                                17,
                                node(next, called, "z", "x").build(),
                                node(next, called, "y", "z").build())
                        .addInput("x")
                        .addOutput("y"));
            }
        });
    }

    /** Few nodes, and a large constant in each of 6,561 calls. */
    @Test
    void functionsThatCopyMuchAreRefused() {
        refuse(proto -> {
            NodeProto constant = NodeProto.newBuilder()
                    .setOpType("Constant")
                    .addOutput("c")
                    .addAttribute(Attributes.integers("value_ints", new long[100_000]))
                    .build();
            proto.addFunctions(
                    function("f0", 17, constant, node("", "Neg", "y", "x").build())
                            .addInput("x")
                            .addOutput("y"));
            for (int i = 1; i < 5; i++) {
                FunctionProto.Builder next = function(i == 4 ? "again" : "f" + i, 17);
                for (int call = 0; call < 9; call++) {
                    next.addNode(node(
                            DOMAIN, "f" + (i - 1), call == 8 ? "y" : "y" + call, call == 0 ? "x" : "y" + (call - 1)));
                }
                proto.addFunctions(next.addInput("x").addOutput("y"));
            }
        });
    }

    private void refuse(Consumer<ModelProto.Builder> functions) {
        long version = model.proto().getOpsetImport(0).getVersion();
        model.rewrite(proto -> {
            functions.accept(proto);
            proto.getFunctionsBuilderList()
                    .forEach(function -> function.getOpsetImportBuilder(0).setVersion(version));
            NodeProto.Builder node = proto.getGraphBuilder().getNodeBuilderList().stream()
                    .filter(each -> each.getOpType().equals("Sigmoid"))
                    .findFirst()
                    .orElseThrow();
            node.setDomain(DOMAIN).setOpType("again");
        });
        assertThatThrownBy(() -> GraphReader.read(model.graph()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll(model.graph().toString(), "calls itself", "Export it again");
    }
}
