package io.github.modeleditor.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.onnx.export.BaseGraph;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime runs can be asked, whether or not it can be trained, and however the export feeds it. */
class AskedModelTest {
    private final Path folder;

    AskedModelTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aModelWithoutGradientsIsAskedAndTakesAdaptersAndIsNotEdited() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        model.rewriteNodes(node -> node.getOpType().equals("Sigmoid"), node -> node.setOpType("Celu"));
        ModelEditor editor = ModelEditor.forModel(model.folder()).onDevice(Fixtures.device());
        try (EditingSession session = editor.open();
                LanguageModel base = session.base()) {
            assertThat(base.complete("The tower", 3)).isNotNull();
            assertThatThrownBy(() -> session.edit(Fact.of("The tower is in", "Rome")))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContaining("ai.onnx:Celu@18");
        }
    }

    /** As other quantizations leave it: the logits come from something that is no product with a matrix. */
    @Test
    void logitsWithoutAHeadAreChosenFrom() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        float[][] expected = logits(model.folder());
        model.renameValues(name -> name.equals("logits") ? "before" : name);
        model.rewriteGraph(
                graph -> graph.addNode(transpose("before", "between")).addNode(transpose("between", "logits")));
        assertClose(logits(model.folder()), expected);
    }

    private static NodeProto transpose(String from, String to) {
        return GraphBuilder.node(Operator.TRANSPOSE, List.of(from), to, Attributes.integers("perm", 0, 2, 1))
                .proto();
    }

    @Test
    void tokensInThirtyTwoBitsAreFedAsTheGraphTakesThem() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        float[][] expected = logits(model.folder());
        model.rewriteGraph(graph -> graph.getInputBuilderList().stream()
                .filter(input -> input.getName().equals("input_ids"))
                .forEach(input ->
                        input.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.INT32.getNumber())));
        assertClose(logits(model.folder()), expected);
    }

    @Test
    void howManyLogitsAreKeptIsNobodysConcern() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        float[][] expected = logits(model.folder());
        ValueInfoProto.Builder kept = ValueInfoProto.newBuilder().setName("num_logits_to_keep");
        kept.getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(DataType.INT64.getNumber())
                .setShape(TensorShapeProto.getDefaultInstance());
        model.rewriteGraph(graph -> graph.addInput(kept));
        assertClose(logits(model.folder()), expected);
    }

    /** A fused attention hides where queries come from, so names told from the shape differ; the adapter has those of the lowered. */
    @Test
    void baseGraphAndAdapterNameTheirModulesAlike() {
        ModelCopy model = ModelCopy.of("fused/llama-genai-fp32", folder);
        model.stripNames();
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Fixtures.device(), LoraConfig.rank(2))) {
            engine.writeBaseGraph(folder.resolve("base"));
            List<String> inputs =
                    GraphReader.message(folder.resolve("base").resolve(BaseGraph.NAME))
                            .getGraph()
                            .getInputList()
                            .stream()
                            .map(ValueInfoProto::getName)
                            .toList();
            assertThat(engine.layout(LoraConfig.rank(2)).targetModules())
                    .flatMap(module -> List.of(Projection.inputA(module.path()), Projection.inputB(module.path())))
                    .isSubsetOf(inputs);
        }
    }

    private static float[][] logits(Path model) {
        try (OnnxEngine engine = OnnxEngine.open(model, Fixtures.device(), LoraConfig.rank(2))) {
            return engine.logits(Fixtures.batch(Fixtures.golden("llama-torchscript")), null);
        }
    }

    private static void assertClose(float[][] found, float[][] expected) {
        assertThat(found.length).isEqualTo(expected.length);
        for (int row = 0; row < found.length; row++) {
            for (int token = 0; token < found[row].length; token++) {
                assertThat(found[row][token]).isEqualTo(expected[row][token], within(1e-4f));
            }
        }
    }
}
