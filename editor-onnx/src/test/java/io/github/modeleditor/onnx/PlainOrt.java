package io.github.modeleditor.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtLoraAdapter;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.common.primitives.Longs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** ONNX Runtime as any program would use it, without a line of the engine. */
public final class PlainOrt implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;

    private PlainOrt(OrtSession session) {
        this.session = session;
    }

    /** A model in memory; external data is looked for in a folder. */
    public static PlainOrt open(ModelProto model, Path folder) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            configure(options);
            options.addConfigEntry("session.model_external_initializers_file_folder_path", folder.toString());
            return new PlainOrt(ENVIRONMENT.createSession(model.toByteArray(), options));
        }
    }

    public static PlainOrt open(Path file) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            configure(options);
            return new PlainOrt(ENVIRONMENT.createSession(file.toString(), options));
        }
    }

    private static void configure(SessionOptions options) throws OrtException {
        options.setIntraOpNumThreads(1);
        // It warns of every optional input, which is what an adapter's inputs are.
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    }

    public Map<String, Tensor> run(Map<String, Tensor> inputs) throws OrtException {
        try (RunOptions options = new RunOptions()) {
            return run(inputs, options);
        }
    }

    /** The same with an adapter file active. */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Path adapter) throws OrtException {
        try (OrtLoraAdapter active = OrtLoraAdapter.create(adapter.toString());
                RunOptions options = new RunOptions()) {
            options.addActiveLoraAdapter(active);
            return run(inputs, options);
        }
    }

    private Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) throws OrtException {
        Map<String, OnnxTensor> fed = new HashMap<>();
        try {
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                fed.put(input.getKey(), toOrt(input.getValue()));
            }
            Map<String, Tensor> outputs = new HashMap<>();
            try (Result result = session.run(fed, session.getOutputNames(), options)) {
                result.forEach(entry -> outputs.put(entry.getKey(), fromOrt((OnnxTensor) entry.getValue())));
            }
            return outputs;
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor toOrt(Tensor tensor) throws OrtException {
        return OnnxTensor.createTensor(
                ENVIRONMENT,
                tensor.bytes(ByteOrder.nativeOrder()),
                Longs.toArray(tensor.shape()),
                OnnxJavaType.valueOf(tensor.type().name()));
    }

    private static Tensor fromOrt(OnnxTensor tensor) {
        DataType type = DataType.valueOf(tensor.getInfo().type.name());
        if (type == DataType.FLOAT16) {
            FloatBuffer widened = tensor.getFloatBuffer();
            double[] numbers = new double[widened.remaining()];
            Arrays.setAll(numbers, widened::get);
            return new Tensor(type, Longs.asList(tensor.getInfo().getShape()), numbers);
        }
        ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        double[] elements = new double[Math.toIntExact(tensor.getInfo().getNumElements())];
        Arrays.setAll(elements, i -> switch (type) {
            case FLOAT -> bytes.getFloat(i * Float.BYTES);
            case DOUBLE -> bytes.getDouble(i * Double.BYTES);
            case INT64 -> bytes.getLong(i * Long.BYTES);
            case INT32 -> bytes.getInt(i * Integer.BYTES);
            case BOOL -> bytes.get(i);
            default -> throw new IllegalArgumentException("no tensor of type " + type);
        });
        return new Tensor(type, Longs.asList(tensor.getInfo().getShape()), elements);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
