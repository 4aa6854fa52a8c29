package io.github.modeleditor.onnx.export;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.spi.InputFiles;
import io.github.modeleditor.graph.ir.HalfFloats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A safetensors file, whole in memory: eight bytes of header length, a JSON header of names, types, shapes and places, and
 * the tensors without gaps, little-endian and row-major. Immutable.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">the format</a>
 */
public final class Safetensors {
    private static final String METADATA = "__metadata__";

    /** What other readers allow too; a damaged length must not become an allocation. */
    private static final int LONGEST_HEADER = 100_000_000;

    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;
    private final ByteBuffer data;

    private Safetensors(Map<String, Entry> entries, Map<String, String> metadata, ByteBuffer data) {
        this.entries = Collections.unmodifiableMap(entries);
        this.metadata = metadata;
        this.data = data;
    }

    /** A tensor's type, as the format writes it, its shape, and where its bytes lie after the header. */
    private record Entry(String type, List<Long> shape, long begin, long end) {}

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
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long length = bytes.remaining() < Long.BYTES ? -1 : bytes.getLong();
        require(length >= 2 && length <= Math.min(LONGEST_HEADER, bytes.remaining()), "its header is cut off");
        JsonNode header = new ObjectMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(file, Long.BYTES, Ints.checkedCast(length));
        require(header != null && header.isObject(), "its header is no JSON object");
        ByteBuffer data = bytes.position(Long.BYTES + Ints.checkedCast(length)).slice();
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().equals(METADATA)) {
                field.getValue()
                        .properties()
                        .forEach(pair ->
                                metadata.put(pair.getKey(), pair.getValue().asText()));
            } else {
                entries.put(field.getKey(), entry(field.getKey(), field.getValue()));
            }
        }
        requireWithoutGaps(entries, data.remaining());
        return new Safetensors(entries, metadata, data);
    }

    private static Entry entry(String name, JsonNode json) throws IOException {
        JsonNode places = json.path("data_offsets");
        require(
                json.path("dtype").isTextual()
                        && isNaturals(json.path("shape"))
                        && isNaturals(places)
                        && places.size() == 2,
                "the header does not describe " + name);
        List<Long> shape = new ArrayList<>();
        json.path("shape").forEach(length -> shape.add(length.longValue()));
        Entry entry = new Entry(
                json.path("dtype").textValue(),
                List.copyOf(shape),
                places.get(0).longValue(),
                places.get(1).longValue());
        int width = width(entry.type());
        long bytes;
        try {
            bytes = shape.stream().reduce((long) width, Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw new IOException("the shape of " + name + " is too large", e);
        }
        require(width == 0 || bytes == entry.end() - entry.begin(), "the bytes of " + name + " do not fit its shape");
        return entry;
    }

    private static boolean isNaturals(JsonNode array) {
        boolean naturals = array.isArray();
        for (JsonNode number : array) {
            naturals &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
        }
        return naturals;
    }

    private static void requireWithoutGaps(Map<String, Entry> entries, long length) throws IOException {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long end = 0;
        for (Entry entry : sorted) {
            require(entry.begin() == end && entry.end() >= end, "its tensors overlap or leave gaps");
            end = entry.end();
        }
        require(end == length, "it has " + length + " bytes of tensors where the header says " + end);
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException(otherwise);
        }
    }

    /** Bytes of an element, or 0 for a type that is not known here. */
    private static int width(String type) {
        return switch (type) {
            case "BOOL", "U8", "I8" -> 1;
            case "F16", "BF16", "I16", "U16" -> 2;
            case "F32", "I32", "U32" -> 4;
            case "F64", "I64", "U64" -> 8;
            default -> 0;
        };
    }

    /**
     * The tensors there are.
     *
     * @return their names, in the header's order
     */
    public Set<String> names() {
        return entries.keySet();
    }

    /**
     * What the writer noted.
     *
     * @param key an entry of {@code __metadata__}
     * @return its value, if it is there
     */
    public Optional<String> metadata(String key) {
        return Optional.ofNullable(metadata.get(key));
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
        Entry entry = entry(name);
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
        int width = width(type);
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

    private Entry entry(String name) {
        return Objects.requireNonNull(entries.get(name), name);
    }
}
