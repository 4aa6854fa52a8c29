package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.ExternalData;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.HalfPrecision;
import io.github.modeleditor.graph.ir.Tensors;
import io.github.modeleditor.graph.lower.IntegerMatrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights, mapped from their files once and handed to every session, so that training and scoring share one copy.
 * A file is mapped tensor by tensor, so it may be larger than 2 GB. A tensor of more than 2 GB is left to ONNX Runtime, as one
 * buffer of Java cannot hold it. The buffers that an adapter is fed through are shared as well. Close it after its sessions. Not
 * thread-safe.
 */
public final class WeightTensors implements AutoCloseable {
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private final IntegerWeights integers = new IntegerWeights();
    private @Nullable LoraTensors adapter;

    private WeightTensors() {}

    /**
     * Maps the weights of a graph that lie in files beside it. Weights whose type in the file is not the one that the graph
     * computes in are converted, which takes memory of its own, once for all sessions.
     *
     * @param graph any graph that claims the types that the sessions' graphs do
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
                    DataType wanted = ElementTypes.of(tensor.getDataType());
                    if (stored != wanted) {
                        weights.add(tensor, TensorTypes.toJava(wanted), converted(tensor, stored, wanted, bytes));
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

    /** From the type of the file to another; between two types of half precision by way of single precision. */
    private static ByteBuffer converted(TensorProto tensor, DataType stored, DataType wanted, ByteBuffer file) {
        if (wanted == DataType.FLOAT) {
            ByteBuffer floats = buffer(tensor, wanted).order(ByteOrder.nativeOrder());
            HalfPrecision.widen(file, stored, floats);
            return floats.rewind();
        }
        ByteBuffer source = file;
        if (stored != DataType.FLOAT) {
            source = buffer(tensor, DataType.FLOAT).order(ByteOrder.LITTLE_ENDIAN);
            HalfPrecision.widen(file, stored, source);
            source.rewind();
        }
        ByteBuffer halves = buffer(tensor, wanted).order(ByteOrder.nativeOrder());
        HalfPrecision.narrow(source, wanted, halves);
        return halves.rewind();
    }

    private static ByteBuffer buffer(TensorProto tensor, DataType type) {
        return ByteBuffer.allocateDirect(Math.toIntExact(ElementTypes.bytes(type, Tensors.elements(tensor))));
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

    /**
     * Weights in 8-bit integers, made of those in files or in the graph when they are first asked for, and kept until closed.
     *
     * @param matrices what a graph is to be fed
     * @param origin a graph that has those weights, small ones in itself
     * @return tensors by the names of the graph's inputs
     */
    Map<String, OnnxTensor> integers(Set<IntegerMatrix> matrices, Graph origin) {
        return integers.of(matrices, name -> floats(origin, name));
    }

    /**
     * What graphs are fed as an adapter. There is one set of buffers, of the last layout, since most runs in a row are about one;
     * so each run writes its weights first.
     *
     * @param layout of the adapter
     * @return tensors by the names of the graphs' inputs, to be used until the next call
     */
    LoraTensors adapter(LoraLayout layout) {
        LoraTensors kept = adapter;
        if (kept == null || !kept.layout().equals(layout)) {
            closeAdapter();
            kept = new LoraTensors(layout, name -> name);
            adapter = kept;
        }
        return kept;
    }

    private void closeAdapter() {
        if (adapter != null) {
            adapter.close();
            adapter = null;
        }
    }

    private FloatBuffer floats(Graph graph, String name) {
        OnnxTensor tensor = tensors.get(name);
        if (tensor != null) {
            ByteBuffer bytes = (ByteBuffer) tensor.getBufferRef().orElseThrow();
            return bytes.duplicate().rewind().order(ByteOrder.nativeOrder()).asFloatBuffer();
        }
        TensorProto constant = graph.initializers().get(name);
        if (constant == null) {
            throw new IllegalStateException("no weight " + name);
        }
        return constant.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
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
        closeAdapter();
        integers.close();
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
    }
}
