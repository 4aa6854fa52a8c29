package io.github.modeleditor.onnx.export;

import com.google.common.primitives.Ints;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.spi.InputFiles;
import io.github.modeleditor.graph.ir.HalfFloats;
import io.github.modeleditor.importer.safetensors.SafetensorsHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A safetensors file, whole in memory: its header, and the tensors, little-endian and row-major. Immutable. */
public final class Safetensors {
    private final SafetensorsHeader header;
    private final ByteBuffer data;

    private Safetensors(SafetensorsHeader header, ByteBuffer data) {
        this.header = header;
        this.data = data;
    }

    /**
     * Reads a file and checks that every byte is where its header says.
     *
     * @param file where it lies
     * @return the tensors
     * @throws IOException if it cannot be read, or is damaged; the message says how
     * @throws AdapterException if it is no regular file, or too large
     */
    public static Safetensors read(Path file) throws IOException {
        return of(InputFiles.read(file, Integer.MAX_VALUE - Long.BYTES, AdapterException::new));
    }

    static Safetensors of(byte[] file) throws IOException {
        SafetensorsHeader header = SafetensorsHeader.read(
                file.length,
                (position, count) -> ByteBuffer.wrap(
                        Arrays.copyOfRange(file, Ints.checkedCast(position), Ints.checkedCast(position + count))));
        return new Safetensors(
                header,
                ByteBuffer.wrap(file)
                        .position(Ints.checkedCast(header.dataStart()))
                        .slice());
    }

    /**
     * The tensors there are.
     *
     * @return their names, in the header's order
     */
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /**
     * What the writer noted.
     *
     * @param key an entry of {@code __metadata__}
     * @return its value, if it is there
     */
    public Optional<String> metadata(String key) {
        return Optional.ofNullable(header.metadata().get(key));
    }

    /**
     * A tensor's shape.
     *
     * @param name one of {@link #names()}
     * @return its dimensions; empty for a scalar
     */
    public List<Long> shape(String name) {
        return entry(name).shape();
    }

    /**
     * A tensor's type.
     *
     * @param name one of {@link #names()}
     * @return as the format writes it: {@code F32}, {@code BF16}, {@code I64} and so on
     */
    public String type(String name) {
        return entry(name).type();
    }

    /**
     * A tensor's bytes.
     *
     * @param name one of {@link #names()}
     * @return a view, little-endian
     */
    public ByteBuffer bytes(String name) {
        SafetensorsHeader.Entry entry = entry(name);
        int begin = Ints.checkedCast(entry.begin());
        return data.slice(begin, Ints.checkedCast(entry.end()) - begin).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A tensor of floating-point numbers.
     *
     * @param name one of {@link #names()}
     * @return its elements; 64-bit ones are rounded
     * @throws IOException if it is of another type than {@code F32}, {@code F16}, {@code BF16} or {@code F64}
     */
    public float[] floats(String name) throws IOException {
        ByteBuffer bytes = bytes(name);
        String type = type(name);
        int width = entry(name).width();
        float[] values = new float[width == 0 ? 0 : bytes.remaining() / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case "F32" -> bytes.getFloat(i * width);
                case "F16" -> HalfFloats.fromFloat16(bytes.getShort(i * width));
                case "BF16" -> HalfFloats.fromBfloat16(bytes.getShort(i * width));
                case "F64" -> (float) bytes.getDouble(i * width);
                default -> throw new IOException("the tensor " + name + " has the type " + type);
            };
        }
        if (width == 0) {
            throw new IOException("the tensor " + name + " has the type " + type);
        }
        return values;
    }

    private SafetensorsHeader.Entry entry(String name) {
        return Objects.requireNonNull(header.tensors().get(name), name);
    }
}
