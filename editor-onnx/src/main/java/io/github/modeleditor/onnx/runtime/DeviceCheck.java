package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.error.DeviceException;
import io.github.modeleditor.graph.ir.Operator;
import java.util.Map;

/** Shows that a device computes, by a product of two small matrices. */
public final class DeviceCheck {
    private DeviceCheck() {}

    /**
     * Opens a session and runs it.
     *
     * @param wanted any device
     * @return the device that was taken, a CPU or a GPU
     * @throws DeviceException if ONNX Runtime does not load, or the device does not work
     */
    public static Device run(Device wanted) {
        Device device = Devices.resolve(wanted);
        float[] square = OrtCalls.call("multiply two matrices on " + device, () -> square(device));
        // [[1, 2], [3, 4]] times itself
        if (square[0] != 7 || square[1] != 10 || square[2] != 15 || square[3] != 22) {
            throw new DeviceException("The device " + device
                    + " multiplies wrongly. Check the driver against the GPU, or use Device.cpu().");
        }
        return device;
    }

    private static float[] square(Device device) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            Devices.configure(options, device);
            Customizers.customize(options, device);
            try (OrtSession session = Environment.get().createSession(model().toByteArray(), options);
                    OnnxTensor x = Buffers.tensor(new float[] {1, 2, 3, 4}, 2, 2);
                    Result result = session.run(Map.of("x", x))) {
                float[] square = new float[4];
                Session.output(result, "y").getFloatBuffer().get(square);
                return square;
            }
        }
    }

    private static ModelProto model() {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("square")
                .addNode(NodeProto.newBuilder()
                        .setOpType(Operator.MATMUL.simpleName())
                        .addInput("x")
                        .addInput("x")
                        .addOutput("y"))
                .addInput(matrix("x"))
                .addOutput(matrix("y"));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto matrix(String name) {
        Dimension two = Dimension.newBuilder().setDimValue(2).build();
        ValueInfoProto.Builder matrix = ValueInfoProto.newBuilder().setName(name);
        matrix.getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(DataType.FLOAT_VALUE)
                .setShape(TensorShapeProto.newBuilder().addDim(two).addDim(two));
        return matrix.build();
    }
}
