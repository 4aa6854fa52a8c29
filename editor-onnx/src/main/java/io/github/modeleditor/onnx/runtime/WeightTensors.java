package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.onnx.ir.ElementTypes;
import io.github.modeleditor.onnx.ir.ExternalData;
import io.github.modeleditor.onnx.ir.Graph;
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
     * Maps the weights of a graph that lie in files beside it.
     *
     * @param graph any graph
     * @return the tensors, to be closed by the caller
     * @throws InvalidModelException if a file cannot be mapped
     */
    public static WeightTensors map(Graph graph) {
        WeightTensors weights = new WeightTensors();
        Map<Path, FileChannel> channels = new HashMap<>();
        try {
            for (TensorProto tensor : graph.initializers().values()) {
                ExternalData data = ExternalData.of(tensor, graph.folder()).orElse(null);
                OnnxJavaType type = TensorTypes.toJava(ElementTypes.of(tensor.getDataType()));
                if (data != null
                        && type != OnnxJavaType.UNKNOWN
                        && data.length() > 0
                        && data.length() <= Integer.MAX_VALUE) {
                    FileChannel channel = channels.get(data.file());
                    if (channel == null) {
                        channel = FileChannel.open(data.file(), StandardOpenOption.READ);
                        channels.put(data.file(), channel);
                    }
                    weights.add(tensor, type, channel.map(MapMode.READ_ONLY, data.offset(), data.length()));
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
