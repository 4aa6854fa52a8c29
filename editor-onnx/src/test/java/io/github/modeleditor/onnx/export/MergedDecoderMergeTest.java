package io.github.modeleditor.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Tensor;
import io.github.modeleditor.onnx.models.FixtureModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters in the weights of decoders that Optimum merged out of two, one with a cache and one without. */
class MergedDecoderMergeTest {
    private static final LoraConfig LORA = LoraConfig.rank(3).withAlpha(9);

    private final Path folder;
    private final Path merged;

    MergedDecoderMergeTest(@TempDir Path folder) {
        this.folder = folder;
        merged = folder.resolve("merged");
    }

    /** Optimum keeps what both decoders read outside of their branches. */
    @ParameterizedTest
    @CsvSource({
        "families/llama2-optimum-merged, onnx/decoder_model_merged.onnx",
        "families/gpt2-optimum-merged, decoder_model_merged.onnx"
    })
    void bothBranchesAreEdited(String name, String file) throws OrtException {
        FixtureModel model = FixtureModel.zipped(name, folder);
        TokenBatch batch = Fixtures.batch(model.golden());
        Tensor expected;
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Device.cpu(1), LORA)) {
            LoraWeights adapter = MergedModelTest.random(engine.layout(LORA));
            expected = Tensor.ofRows(engine.logits(batch, adapter));
            engine.writeMerged(merged, adapter);
        }
        ModelProto graph = GraphReader.message(merged.resolve(file));
        try (PlainOrt plain = PlainOrt.open(merged.resolve(file))) {
            Map<String, Tensor> inputs = Fixtures.inputs(model.golden());
            Tensor ids = Tensor.named("input_ids", inputs);
            inputs.putAll(emptyCache(graph.getGraph(), ids.shape().get(0)));
            inputs.keySet().retainAll(names(graph.getGraph().getInputList()));
            inputs.put("use_cache_branch", Tensor.of(DataType.BOOL, List.of(1L), 0));
            Tensor logits = Tensor.named("logits", plain.run(inputs));
            assertThat(logits.rows(batch.targetPositions()).relativeError(expected))
                    .isLessThan(1e-5);

            // The first row once more, in two parts: its tokens fill all columns.
            int width = Math.toIntExact(ids.shape().get(1));
            Map<String, Tensor> first = part(graph.getGraph(), ids, 0, 4);
            Map<String, Tensor> outputs = plain.run(first);
            Map<String, Tensor> second = part(graph.getGraph(), ids, 4, width);
            second.replaceAll((input, tensor) -> input.startsWith("past_key_values")
                    ? Tensor.named(input.replace("past_key_values", "present"), outputs)
                    : tensor);
            Tensor rest = Tensor.named("logits", plain.run(second));
            long[] positions = IntStream.range(4, width).asLongStream().toArray();
            assertThat(rest.rows(0, 1, 2).relativeError(logits.rows(positions))).isLessThan(1e-5);
        }
    }

    /** Some tokens of the first row, through the cache where they are not the first. */
    private static Map<String, Tensor> part(GraphProto graph, Tensor ids, int start, int end) {
        Map<String, Tensor> inputs = new HashMap<>(emptyCache(graph, 1));
        List<Long> shape = List.of(1L, (long) end - start);
        inputs.put("input_ids", Tensor.of(DataType.INT64, shape, Arrays.copyOfRange(ids.elements(), start, end)));
        inputs.put(
                "attention_mask",
                Tensor.int64(
                        List.of(1L, (long) end),
                        IntStream.range(0, end).mapToLong(i -> 1).toArray()));
        inputs.put(
                "position_ids",
                Tensor.int64(shape, IntStream.range(start, end).asLongStream().toArray()));
        inputs.put("use_cache_branch", Tensor.of(DataType.BOOL, List.of(1L), start > 0 ? 1 : 0));
        inputs.keySet().retainAll(names(graph.getInputList()));
        return inputs;
    }

    private static List<String> names(List<ValueInfoProto> values) {
        return values.stream().map(ValueInfoProto::getName).toList();
    }

    private static Map<String, Tensor> emptyCache(GraphProto graph, long rows) {
        Map<String, Tensor> cache = new HashMap<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (input.getName().startsWith("past_key_values")) {
                TensorShapeProto shape = input.getType().getTensorType().getShape();
                List<Long> empty = List.of(
                        rows, shape.getDim(1).getDimValue(), 0L, shape.getDim(3).getDimValue());
                cache.put(input.getName(), Tensor.of(DataType.FLOAT, empty));
            }
        }
        return cache;
    }

    @Test
    void weightsInABranchAreRefused() throws IOException {
        refuses((graph, weight) -> {
            graph.getNodeBuilder(0).getAttributeBuilderList().forEach(branch -> branch.getGBuilder()
                    .addInitializer(weight));
            int place = graph.getInitializerList().indexOf(weight);
            graph.removeInitializer(place);
        });
    }

    /** The decoder with the cache reads a weight of its own, which would stay as it was. */
    @Test
    void weightsOfOneBranchAreRefused() throws IOException {
        refuses((graph, weight) -> {
            graph.addInitializer(weight.toBuilder().setName("another"));
            AttributeProto.Builder branch = graph.getNodeBuilder(0).getAttributeBuilderList().stream()
                    .filter(attribute -> attribute.getName().equals("then_branch"))
                    .findFirst()
                    .orElseThrow();
            for (NodeProto.Builder node : branch.getGBuilder().getNodeBuilderList()) {
                for (int i = 0; i < node.getInputCount(); i++) {
                    if (node.getInput(i).equals(weight.getName())) {
                        node.setInput(i, "another");
                    }
                }
            }
        });
    }

    private interface Change {
        void apply(GraphProto.Builder graph, TensorProto weight);
    }

    private void refuses(Change change) throws IOException {
        Path model = FixtureModel.zipped("families/gpt2-optimum-merged", folder).folder();
        Path file = model.resolve("decoder_model_merged.onnx");
        ModelProto.Builder proto = GraphReader.message(file).toBuilder();
        TensorProto weight = proto.getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getName().contains("h.1.mlp.c_fc.weight"))
                .findFirst()
                .orElseThrow();
        change.apply(proto.getGraphBuilder(), weight);
        Files.write(file, proto.build().toByteArray());
        try (OnnxEngine engine = OnnxEngine.open(model, Device.cpu(1), LORA)) {
            LoraWeights adapter = MergedModelTest.random(engine.layout(LORA));
            assertThatThrownBy(() -> engine.writeMerged(merged, adapter))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContainingAll(weight.getName(), "branch", "Export the decoder without the branch");
        }
        assertThat(merged).doesNotExist();
    }
}
