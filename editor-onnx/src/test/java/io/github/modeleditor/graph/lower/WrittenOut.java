package io.github.modeleditor.graph.lower;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OrtException;
import com.google.common.collect.Streams;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Forms that exporters write out, as small graphs with an output y. */
final class WrittenOut {
    private WrittenOut() {}

    /** A node: what it reads, and last what it makes. */
    static Node node(String operator, String... names) {
        List<String> operands = List.of(names).subList(0, names.length - 1);
        return GraphBuilder.node(Operator.named(operator), operands, names[names.length - 1], new AttributeProto[0]);
    }

    /** A form, other nodes in the place of those that make the same values. */
    static List<Node> with(List<Node> form, Node... others) {
        Map<String, Node> byOutput = new LinkedHashMap<>();
        Streams.concat(form.stream(), Stream.of(others)).forEach(node -> byOutput.put(node.output(), node));
        return List.copyOf(byOutput.values());
    }

    static List<String> operators(Graph graph) {
        return graph.nodes().stream().map(Node::operator).toList();
    }

    static void requireSame(Graph written, Graph fused, Map<String, Tensor> inputs) throws OrtException {
        try (PlainOrt before = PlainOrt.open(written.toProto(), written.folder());
                PlainOrt after = PlainOrt.open(fused.toProto(), fused.folder())) {
            Tensor expected = Tensor.named("y", before.run(inputs));
            assertThat(Tensor.named("y", after.run(inputs)).relativeError(expected))
                    .isLessThan(1e-5);
        }
    }

    /** Whether a lowered graph gives what the original does, under the same names and in the same shapes. */
    static void requireSameOutputs(Graph original, Graph lowered, Map<String, Tensor> inputs) throws OrtException {
        try (PlainOrt fused = PlainOrt.open(original.toProto(), original.folder());
                PlainOrt rewritten = PlainOrt.open(lowered.toProto(), lowered.folder())) {
            Map<String, Tensor> expected = fused.run(inputs);
            Map<String, Tensor> actual = rewritten.run(inputs);
            assertThat(actual).containsOnlyKeys(expected.keySet());
            expected.forEach((name, tensor) -> {
                assertThat(Tensor.named(name, actual).shape()).as(name).isEqualTo(tensor.shape());
                assertThat(Tensor.named(name, actual).relativeError(tensor))
                        .as(name)
                        .isLessThan(1e-5);
            });
        }
    }
}
