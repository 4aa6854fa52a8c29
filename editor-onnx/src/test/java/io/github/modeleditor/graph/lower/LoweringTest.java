package io.github.modeleditor.graph.lower;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LoweringTest {
    static final List<String> MODELS = Fixtures.NAMES;

    @ParameterizedTest
    @FieldSource("MODELS")
    void loweredGraphComputesWhatTheOriginalDoes(String fixture) throws OrtException {
        Path file = Fixtures.folder(fixture).resolve("model.onnx");
        Graph lowered = Lowering.lower(GraphReader.read(file));
        Safetensors golden = Fixtures.golden(fixture);
        Map<String, Tensor> inputs = Fixtures.inputs(golden);
        try (PlainOrt original = PlainOrt.open(file);
                PlainOrt rewritten = PlainOrt.open(lowered.toProto(), lowered.folder())) {
            Tensor expected = Tensor.named("logits", original.run(inputs));
            Tensor logits = Tensor.named("logits", rewritten.run(inputs));
            assertThat(logits.shape()).isEqualTo(expected.shape());
            assertThat(logits.relativeError(expected)).isLessThan(1e-6);
        }
    }

    @Test
    void tiedHeadReadsTheEmbeddingAsItLies() {
        Graph lowered =
                Lowering.lower(GraphReader.read(Fixtures.folder("gpt2-dynamo").resolve("model.onnx")));
        assertThat(lowered.producer("logits")).isNotNull().satisfies(head -> {
            assertThat(head.operator()).isEqualTo("com.microsoft:FusedMatMul");
            assertThat(head.input(1)).isEqualTo("lm_head.weight");
        });
        assertThat(lowered.nodes())
                .filteredOn(node -> node.operator().equals("Transpose"))
                .noneMatch(node -> node.input(0).equals("lm_head.weight"));
    }

    @Test
    void layerNormalizationsGiveTheirStatistics() {
        Graph lowered = Lowering.lower(
                GraphReader.read(Fixtures.folder("gpt2-torchscript").resolve("model.onnx")));
        assertThat(lowered.nodes())
                .filteredOn(node -> node.operator().equals("LayerNormalization"))
                .hasSize(5)
                .extracting(Node::outputs)
                .allSatisfy(outputs -> assertThat(outputs).hasSize(3).doesNotContain(""));
    }
}
