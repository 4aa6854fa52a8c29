package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.onnx.ir.ExternalData;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.HalfPrecision;
import io.github.modeleditor.onnx.ir.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A model's weights, mapped from their files once and handed to every session, so that training and scoring share one copy.
 * A file is mapped tensor by tensor, so it may be larger than 2 GB. A tensor of more than 2 GB is left to ONNX Runtime, as one
 * buffer of Java cannot hold it. Immutable until closed; close it after its sessions.
 */
public final class WeightTensors implements AutoCloseable {
    private final Map<String, OnnxTensor> tensors = new HashMap<>();

    private WeightTensors() {}

    /**
     * Maps the weights of a graph that lie in files beside it. Weights of half precision become single precision, which
     * takes memory of its own, once for all sessions.
     *
     * @param graph any graph, lowered or not
     * @return the tensors, to be closed by the caller
     * @throws InvalidModelException if a file cannot be mapped
     */
    public static WeightTensors map(Graph graph) {
        WeightTensors weights = new WeightTensors();
        Map<Path, FileChannel> channels = new HashMap<>();
        try {
            for (TensorProto tensor : graph.initializers().values()) {
                ExternalData data = ExternalData.of(tensor, graph.folder()).orElse(null);
                DataType stored = HalfPrecision.stored(tensor);
                OnnxJavaType type = TensorTypes.toJava(stored);
                if (data != null
                        && type != OnnxJavaType.UNKNOWN
                        && data.length() > 0
                        && data.length() <= Integer.MAX_VALUE) {
                    FileChannel channel = channels.get(data.file());
                    if (channel == null) {
                        channel = FileChannel.open(data.file(), StandardOpenOption.READ);
                        channels.put(data.file(), channel);
                    }
                    ByteBuffer bytes = channel.map(MapMode.READ_ONLY, data.offset(), data.length());
                    if (HalfPrecision.isHalf(stored)) {
                        weights.add(tensor, OnnxJavaType.FLOAT, widened(tensor, stored, bytes));
                    } else {
                        weights.add(tensor, type, bytes);
                    }
                }
            }
            return weights;
        } catch (IOException e) {
            weights.close();
            throw new InvalidModelException(
                    "The weights beside the graph in " + graph.folder() + " cannot be mapped (" + e.getMessage()
                            + "). Check that they are readable.",
                    e);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        } finally {
            channels.values().forEach(WeightTensors::closeQuietly);
        }
    }

    private static ByteBuffer widened(TensorProto tensor, DataType stored, ByteBuffer halves) {
        int bytes = Math.toIntExact(Math.multiplyExact(Tensors.elements(tensor), Float.BYTES));
        ByteBuffer floats = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        HalfPrecision.widen(halves, stored, floats);
        return floats.rewind();
    }

    private void add(TensorProto tensor, OnnxJavaType type, ByteBuffer bytes) {
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        OnnxTensor shared = OrtCalls.call(
                "take the weight " + tensor.getName(),
                () -> OnnxTensor.createTensor(Environment.get(), bytes.order(ByteOrder.nativeOrder()), shape, type));
        tensors.put(tensor.getName(), shared);
    }

    /**
     * The tensors by name.
     *
     * @return those that lie in files
     */
    Map<String, OnnxTensor> tensors() {
        return tensors;
    }

    /** A mapping outlives its channel, so a failure to close one loses nothing. */
    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing was written
        }
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
    }
}
