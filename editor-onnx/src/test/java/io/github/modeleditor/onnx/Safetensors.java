package io.github.modeleditor.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A safetensors file as tests want it. */
public final class Safetensors {
    private final io.github.modeleditor.onnx.export.Safetensors file;

    private Safetensors(io.github.modeleditor.onnx.export.Safetensors file) {
        this.file = file;
    }

    public static Safetensors read(Path file) {
        try {
            return new Safetensors(io.github.modeleditor.onnx.export.Safetensors.read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> names(String prefix) {
        return file.names().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    public int[] shape(String name) {
        return file.shape(name).stream().mapToInt(Math::toIntExact).toArray();
    }

    public float[] floats(String name) {
        ByteBuffer bytes = file.bytes(name);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    public long[] longs(String name) {
        ByteBuffer bytes = file.bytes(name);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }
}
