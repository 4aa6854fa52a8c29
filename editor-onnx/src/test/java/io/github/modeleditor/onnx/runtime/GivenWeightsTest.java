package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenWeightsTest {
    /** y = x w, where w is computed and so in no model. */
    private static Graph product() {
        GraphBuilder builder = GraphBuilder.empty(Path.of("."), "test", 17);
        builder.input("x", DataType.FLOAT, 1, 2);
        builder.weight(new Weight(
                "w",
                DataType.FLOAT,
                List.of(2L, 3L),
                new Weight.Computed(DataType.FLOAT, () -> floats(1, 2, 3, 4, 5, 6))));
        builder.add(GraphBuilder.node(Operator.MATMUL, List.of("x", "w"), "y"));
        builder.output("y", DataType.FLOAT, 1, 3);
        return builder.build();
    }

    private static ByteBuffer floats(float... values) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.rewind();
    }

    @Test
    void aGivenWeightIsNoInputAndComputesTheSame() throws OrtException {
        Graph graph = product();
        ModelProto fed = graph.toProto();
        try (WeightTensors weights = WeightTensors.map(graph);
                SessionOptions options = new SessionOptions();
                OnnxTensor x = Buffers.tensor(new float[] {10, 1}, 1, 2)) {
            Map<String, OnnxTensor> tensors = weights.tensors();
            ModelProto given = GivenWeights.asInitializers(fed, tensors);
            options.addExternalInitializers(new HashMap<>(tensors));
            try (OrtSession session = Environment.get().createSession(given.toByteArray(), options);
                    Result result = session.run(Map.of("x", x))) {
                assertThat(session.getInputNames()).containsExactly("x");
                assertThat(Session.output(result, "y").getFloatBuffer().array()).containsExactly(14, 25, 36);
            }
        }
    }
}
