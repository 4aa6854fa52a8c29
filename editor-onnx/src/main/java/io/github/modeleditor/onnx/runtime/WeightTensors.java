package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.ExternalData;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Weight;
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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights, mapped from their files once and handed to every session, so that training and scoring share one copy.
 * A file is mapped tensor by tensor, so it may be larger than 2 GB. A tensor of more than 2 GB is left to ONNX Runtime, as one
 * buffer of Java cannot hold it. All that ask under an adapter share the buffers it is fed through. Close it after its sessions. Its
 * tensors may be read by several threads; the rest is not thread-safe.
 */
public final class WeightTensors implements AutoCloseable {
    private final Map<String, OnnxTensor> tensors = new HashMap<>();
    private final IntegerWeights integers = new IntegerWeights();
    private @Nullable LoraTensors adapter;

    private WeightTensors() {}

    /**
     * Maps the weights of a graph that lie in files beside it, and computes those that are computed. Weights whose elements have
     * another type than the graph takes them for are converted, which takes memory of its own, once for all sessions.
     *
     * @param graph any graph that claims the types that the sessions' graphs do
     * @return the tensors, to be closed by the caller
     * @throws InvalidModelException if a file cannot be mapped
     */
    public static WeightTensors map(Graph graph) {
        return map(graph, WeightTensors::mapped);
    }

    /**
     * Tensors of the shapes of a graph's weights of single precision, all over one block of zeros, which takes no more memory than the
     * largest of them. The others are mapped.
     *
     * @param graph in single precision
     * @return the tensors, to be closed by the caller
     */
    static WeightTensors zeros(Graph graph) {
        int largest = graph.weights().values().stream()
                .filter(WeightTensors::isBlank)
                .mapToInt(weight -> Math.toIntExact(weight.elements() * Float.BYTES))
                .max()
                .orElse(0);
        ByteBuffer zeros = ByteBuffer.allocateDirect(largest);
        return map(
                graph,
                (weight, channels) -> isBlank(weight)
                        ? zeros.slice(0, (int) weight.elements() * Float.BYTES)
                        : mapped(weight, channels));
    }

    /** What one buffer cannot hold ONNX Runtime reads by itself. */
    private static boolean isBlank(Weight weight) {
        return weight.type() == DataType.FLOAT
                && weight.inline().isEmpty()
                && weight.elements() <= Integer.MAX_VALUE / Float.BYTES;
    }

    /** Gives the elements of a weight in the type that the graph takes them for; null where ONNX Runtime is to read them. */
    @FunctionalInterface
    private interface Elements {
        @Nullable
        ByteBuffer of(Weight weight, Map<Path, FileChannel> channels) throws IOException;
    }

    private static WeightTensors map(Graph graph, Elements elements) {
        WeightTensors weights = new WeightTensors();
        Map<Path, FileChannel> channels = new HashMap<>();
        try {
            for (Weight weight : graph.weights().values()) {
                ByteBuffer bytes = elements.of(weight, channels);
                if (bytes != null) {
                    weights.add(weight, bytes);
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

    private static @Nullable ByteBuffer mapped(Weight weight, Map<Path, FileChannel> channels) throws IOException {
        ByteBuffer bytes = elements(weight, channels);
        return bytes == null || weight.stored() == weight.type() ? bytes : converted(weight, bytes);
    }

    /** What a weight is made of, where it is not in the graph and one buffer can hold it; null for others. */
    private static @Nullable ByteBuffer elements(Weight weight, Map<Path, FileChannel> channels) throws IOException {
        if (TensorTypes.toJava(weight.stored()) == OnnxJavaType.UNKNOWN) {
            return null;
        }
        if (weight.source() instanceof Weight.Computed computed) {
            return direct(computed.elements().get());
        }
        ExternalData data = weight.place().orElse(null);
        if (data == null || data.length() == 0 || data.length() > Integer.MAX_VALUE) {
            return null;
        }
        FileChannel channel = channels.get(data.file());
        if (channel == null) {
            channel = FileChannel.open(data.file(), StandardOpenOption.READ);
            channels.put(data.file(), channel);
        }
        return channel.map(MapMode.READ_ONLY, data.offset(), data.length());
    }

    /** What ONNX Runtime reads lies outside of the Java heap. */
    private static ByteBuffer direct(ByteBuffer elements) {
        return elements.isDirect()
                ? elements.slice()
                : ByteBuffer.allocateDirect(elements.remaining())
                        .put(elements.duplicate())
                        .rewind();
    }

    /** From the type of the elements to that of the graph; between two types of half precision by way of single precision. */
    private static ByteBuffer converted(Weight weight, ByteBuffer elements) {
        if (weight.type() == DataType.FLOAT) {
            ByteBuffer floats = buffer(weight, DataType.FLOAT).order(ByteOrder.nativeOrder());
            HalfBuffers.widen(elements, weight.stored(), floats);
            return floats.rewind();
        }
        ByteBuffer source = elements;
        if (weight.stored() != DataType.FLOAT) {
            source = buffer(weight, DataType.FLOAT).order(ByteOrder.LITTLE_ENDIAN);
            HalfBuffers.widen(elements, weight.stored(), source);
            source.rewind();
        }
        ByteBuffer halves = buffer(weight, weight.type()).order(ByteOrder.nativeOrder());
        HalfBuffers.narrow(source, weight.type(), halves);
        return halves.rewind();
    }

    private static ByteBuffer buffer(Weight weight, DataType type) {
        return ByteBuffer.allocateDirect(Math.toIntExact(ElementTypes.bytes(type, weight.elements())));
    }

    private void add(Weight weight, ByteBuffer bytes) {
        OnnxTensor shared = OrtCalls.call(
                "take the weight " + weight.name(),
                () -> OnnxTensor.createTensor(
                        Environment.get(),
                        bytes.order(ByteOrder.nativeOrder()),
                        Longs.toArray(weight.shape()),
                        TensorTypes.toJava(weight.type())));
        tensors.put(weight.name(), shared);
    }

    /**
     * The tensors by name.
     *
     * @return those that are not in the graph
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
     * What graphs that ask are fed as an adapter. There is one set of buffers, of the last layout, since most runs in a row are about one;
     * so each run writes its weights first.
     *
     * @param layout of the adapter
     * @param precision of the graphs, one and the same for all that share these weights
     * @return tensors by the names of the graphs' inputs, to be used until the next call
     */
    LoraTensors adapter(LoraLayout layout, Precision precision) {
        LoraTensors kept = adapter;
        if (kept == null || !kept.layout().equals(layout)) {
            closeAdapter();
            kept = new LoraTensors(layout, precision, name -> name);
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
        return Optional.ofNullable(graph.weights().get(name))
                .flatMap(Weight::inline)
                .orElseThrow(() -> new IllegalStateException("no weight " + name))
                .getRawData()
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
