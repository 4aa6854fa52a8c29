package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.graph.plan.ScoringGraph;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of more than 2 GB, most of them a hole. */
class LargeWeightsTest {
    /** Beyond what an int can address, and on a page. */
    private static final long SHIFT = (1L << 31) + 4096;

    private static final String DATA = "model.onnx.data";
    private static final long WIDTH = 32;

    @Test
    void weightsBeyondTwoGigabytesAreRead(@TempDir Path folder) throws IOException {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        byte[] content = model.read(DATA);
        model.delete(DATA);
        write(model, content, SHIFT);
        model.rewriteGraph(graph ->
                graph.getInitializerBuilderList().forEach(tensor -> set(tensor, "offset", offset -> offset + SHIFT)));
        assertLogits(model);
    }

    /** The rows of an embedding go on into the hole, as if there were millions of tokens. */
    @Test
    void tensorOfMoreThanTwoGigabytesIsRead(@TempDir Path folder) throws IOException {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        long rows = SHIFT / (WIDTH * Float.BYTES);
        List<Long> wide = List.of(rows, WIDTH);
        model.rewriteGraph(graph -> graph.getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals("model.embed_tokens.weight"))
                .forEach(tensor -> {
                    tensor.clearDims().addAllDims(wide);
                    set(tensor, "length", length -> rows * WIDTH * Float.BYTES);
                }));
        write(model, new byte[1], 2 * SHIFT);
        assertThat(GraphReader.read(model.graph()).weights().values())
                .extracting(Weight::shape)
                .contains(wide);
        assertLogits(model);
    }

    private static void write(ModelCopy model, byte[] content, long position) throws IOException {
        try (FileChannel channel = FileChannel.open(
                model.file(DATA), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(content), position);
        }
    }

    private static void set(TensorProto.Builder tensor, String key, LongUnaryOperator change) {
        for (StringStringEntryProto.Builder entry : tensor.getExternalDataBuilderList()) {
            if (entry.getKey().equals(key)) {
                entry.setValue(Long.toString(change.applyAsLong(Long.parseLong(entry.getValue()))));
            }
        }
    }

    private static void assertLogits(ModelCopy model) {
        Safetensors golden = Fixtures.golden("llama-dynamo");
        Graph graph = Lowering.lower(GraphReader.read(model.graph()));
        Decoder decoder = Decoder.of(graph);
        try (WeightTensors tensors = WeightTensors.map(graph);
                ScoringSession scoring = ScoringSession.open(
                        ScoringGraph.of(decoder, Projections.of(graph, decoder.head()), Precision.FLOAT32),
                        tensors,
                        Device.cpu(1))) {
            float[] logits = scoring.logits(Fixtures.batch(golden), null)[0];
            int start = (int) golden.longs("target_positions")[0] * logits.length;
            float[] expected = Arrays.copyOfRange(golden.floats("logits"), start, start + logits.length);
            assertThat(Goldens.relativeError(logits, expected)).isLessThan(1e-5);
        }
    }
}
