package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.Device;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.Goldens;
import io.github.modeleditor.onnx.ModelCopy;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphReader;
import io.github.modeleditor.onnx.lora.Projections;
import io.github.modeleditor.onnx.loss.Decoder;
import io.github.modeleditor.onnx.lower.Lowering;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A weights file of more than 2 GB, most of it a hole. */
class LargeWeightsTest {
    /** Beyond what an int can address, and on a page. */
    private static final long SHIFT = (1L << 31) + 4096;

    @Test
    void weightsBeyondTwoGigabytesAreRead(@TempDir Path folder) throws IOException {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        Path weights = model.file("model.onnx.data");
        byte[] content = Files.readAllBytes(weights);
        Files.delete(weights);
        try (FileChannel channel = FileChannel.open(
                weights, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(content), SHIFT);
        }
        model.rewriteGraph(graph -> graph.getInitializerBuilderList().forEach(LargeWeightsTest::shift));

        Safetensors golden = Fixtures.golden("llama-dynamo");
        Graph graph = Lowering.lower(GraphReader.read(model.graph()));
        Decoder decoder = Decoder.of(graph);
        try (WeightTensors tensors = WeightTensors.map(graph);
                ScoringSession scoring =
                        ScoringSession.open(decoder, Projections.of(graph, decoder.head()), tensors, Device.cpu(1))) {
            float[] logits = scoring.logits(Fixtures.batch(golden), null)[0];
            int start = (int) golden.longs("target_positions")[0] * logits.length;
            float[] expected = Arrays.copyOfRange(golden.floats("logits"), start, start + logits.length);
            assertThat(Goldens.relativeError(logits, expected)).isLessThan(1e-5);
        }
    }

    private static void shift(TensorProto.Builder tensor) {
        for (StringStringEntryProto.Builder entry : tensor.getExternalDataBuilderList()) {
            if (entry.getKey().equals("offset")) {
                entry.setValue(Long.toString(Long.parseLong(entry.getValue()) + SHIFT));
            }
        }
    }
}
