package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.TensorInfo;
import com.google.common.primitives.Longs;
import java.util.Map;

/**
 * Weights that would be fed to each run, and so copied to a GPU each time, as initializers that a session is given once. On a CPU they
 * stay inputs: nothing is copied there, and ONNX Runtime would keep copies of its own of what it computes of them beforehand.
 */
final class GivenWeights {
    /** A file that is never read, since the session is given what it would hold. */
    private static final String NOWHERE = "given";

    private GivenWeights() {}

    /**
     * A model with some inputs as initializers.
     *
     * @param model with inputs of those names
     * @param weights what {@code SessionOptions.addExternalInitializers} is given
     * @return a model that says of them what the tensors say
     */
    static ModelProto asInitializers(ModelProto model, Map<String, OnnxTensor> weights) {
        ModelProto.Builder taken = model.toBuilder();
        taken.getGraphBuilder().clearInput();
        for (ValueInfoProto input : model.getGraph().getInputList()) {
            OnnxTensor weight = weights.get(input.getName());
            if (weight == null) {
                taken.getGraphBuilder().addInput(input);
            } else {
                taken.getGraphBuilder().addInitializer(described(input.getName(), weight.getInfo()));
            }
        }
        return taken.build();
    }

    private static TensorProto described(String name, TensorInfo info) {
        TensorProto.Builder described = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorTypes.toOnnx(info).getNumber())
                .addAllDims(Longs.asList(info.getShape()))
                .setDataLocation(DataLocation.EXTERNAL);
        described.addExternalDataBuilder().setKey("location").setValue(NOWHERE);
        return described.build();
    }
}
