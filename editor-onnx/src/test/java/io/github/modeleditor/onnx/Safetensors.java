package io.github.modeleditor.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import com.google.common.primitives.Ints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads a safetensors file: eight bytes of header length, a JSON header, the tensors. */
public final class Safetensors {
    private final JsonNode header;
    private final ByteBuffer data;

    private Safetensors(JsonNode header, ByteBuffer data) {
        this.header = header;
        this.data = data;
    }

    public static Safetensors read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = Ints.checkedCast(bytes.getLong());
            JsonNode header = new ObjectMapper().readTree(bytes.array(), Long.BYTES, length);
            return new Safetensors(
                    header, bytes.position(Long.BYTES + length).slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> names(String prefix) {
        return Streams.stream(header.fieldNames())
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    public int[] shape(String name) {
        return StreamSupport.stream(header.get(name).get("shape").spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    public float[] floats(String name) {
        ByteBuffer bytes = bytes(name);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    public long[] longs(String name) {
        ByteBuffer bytes = bytes(name);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    private ByteBuffer bytes(String name) {
        JsonNode range = header.get(name).get("data_offsets");
        int start = range.get(0).intValue();
        return data.slice(start, range.get(1).intValue() - start).order(ByteOrder.LITTLE_ENDIAN);
    }
}
