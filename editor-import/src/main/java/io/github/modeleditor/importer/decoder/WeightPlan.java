package io.github.modeleditor.importer.decoder;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in the file of weights each of them will lie, and how its bytes are made. Every weight begins at a multiple of {@value #ALIGNMENT}
 * bytes, so that it can be mapped by itself. Not thread-safe.
 */
public final class WeightPlan {
    /** What the file is called, beside the graph. */
    public static final String FILE = "model.onnx.data";

    private static final int ALIGNMENT = 64;

    private final List<Place> places = new ArrayList<>();
    private long end;

    /** Makes a plan of nothing. */
    WeightPlan() {}

    private record Place(long offset, WeightContent content) {}

    /**
     * Gives a weight its place.
     *
     * @param name in the graph
     * @param type of its elements
     * @param shape its lengths
     * @param content its bytes, as many as type and shape say
     * @return what the graph says of it
     */
    TensorProto add(String name, DataType type, List<Long> shape, WeightContent content) {
        long offset = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long elements = shape.stream().reduce(1L, Math::multiplyExact);
        long length = ElementTypes.bytes(type, elements);
        end = Math.addExact(offset, length);
        places.add(new Place(offset, content));
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(shape)
                .setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(entry("location", FILE))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(length)))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    /**
     * How long the file will be.
     *
     * @return bytes
     */
    public long length() {
        return end;
    }

    /**
     * Writes the file, one weight after the other.
     *
     * @param out where to
     * @throws IOException if it cannot be written
     */
    public void writeTo(OutputStream out) throws IOException {
        CountingOutput counted = new CountingOutput(out);
        for (Place place : places) {
            counted.write(new byte[(int) (place.offset() - counted.count)]);
            place.content().writeTo(counted);
        }
        if (counted.count != end) {
            throw new IllegalStateException("wrote " + counted.count + " bytes of " + end);
        }
    }

    private static final class CountingOutput extends OutputStream {
        private final OutputStream out;
        private long count;

        CountingOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
