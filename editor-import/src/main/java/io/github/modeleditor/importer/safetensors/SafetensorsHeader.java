package io.github.modeleditor.importer.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, of a model or of an adapter: eight bytes of length, and as many of JSON with names, types, shapes
 * and places of the tensors, which follow without gaps. It is compared with the file's length before anything is believed of it.
 * Immutable.
 *
 * @param tensors what there is, by name and in the header's order
 * @param metadata what the writer noted
 * @param dataStart where the tensors begin, in bytes from the file's beginning
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">the format</a>
 */
public record SafetensorsHeader(Map<String, Entry> tensors, Map<String, String> metadata, long dataStart) {
    private static final String METADATA = "__metadata__";

    /** What other readers allow too; a damaged length must not become an allocation. */
    private static final long LONGEST = 100_000_000;

    public SafetensorsHeader {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * A tensor.
     *
     * @param type as the format writes it, such as {@code F32}, {@code BF16} or {@code I64}
     * @param shape its dimensions, none of them negative; empty for a scalar
     * @param begin where its bytes begin, from the first one behind the header
     * @param end where they end; as many as type and shape say, where the type is {@linkplain #width known}
     */
    public record Entry(String type, List<Long> shape, long begin, long end) {
        public Entry {
            shape = List.copyOf(shape);
        }

        /**
         * How wide an element is.
         *
         * @return bytes; 0 of a type that is not known here
         */
        public int width() {
            return switch (type) {
                case "BOOL", "U8", "I8" -> Byte.BYTES;
                case "F16", "BF16", "I16", "U16" -> Short.BYTES;
                case "F32", "I32", "U32" -> Integer.BYTES;
                case "F64", "I64", "U64" -> Long.BYTES;
                default -> 0;
            };
        }
    }

    /** The bytes of a file. */
    @FunctionalInterface
    public interface Bytes {
        /**
         * Some of them.
         *
         * @param position the first
         * @param count how many; never more than there are
         * @return the bytes, from position 0 of their array on
         */
        ByteBuffer at(long position, int count);
    }

    /**
     * Reads a header and checks that every byte is where it says.
     *
     * @param length of the whole file, in bytes
     * @param bytes what is in it; asked for the header alone
     * @return the header
     * @throws IOException if it is damaged; the message says how, as the end of a sentence
     */
    public static SafetensorsHeader read(long length, Bytes bytes) throws IOException {
        long header = length < Long.BYTES
                ? -1
                : bytes.at(0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
        require(
                header >= 2 && header <= Math.min(LONGEST, length - Long.BYTES),
                "its header is cut off, or it is no such file");
        JsonNode json = parse(bytes.at(Long.BYTES, (int) header).array());
        Map<String, Entry> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (field.getKey().equals(METADATA)) {
                field.getValue()
                        .properties()
                        .forEach(note ->
                                metadata.put(note.getKey(), note.getValue().asText()));
            } else {
                tensors.put(field.getKey(), entry(field.getKey(), field.getValue()));
            }
        }
        long dataStart = Long.BYTES + header;
        requireWithoutGaps(tensors.values(), length - dataStart);
        return new SafetensorsHeader(tensors, metadata, dataStart);
    }

    private static JsonNode parse(byte[] header) throws IOException {
        JsonNode json;
        try {
            json = new ObjectMapper()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(header);
        } catch (JsonProcessingException malformed) {
            throw new IOException("its header is no JSON (" + malformed.getOriginalMessage() + ")", malformed);
        }
        require(json != null && json.isObject(), "its header is no JSON object");
        return json;
    }

    private static Entry entry(String name, JsonNode json) throws IOException {
        JsonNode places = json.path("data_offsets");
        require(
                json.path("dtype").isTextual()
                        && areNaturals(json.path("shape"))
                        && areNaturals(places)
                        && places.size() == 2,
                "the header does not describe " + name);
        List<Long> shape = new ArrayList<>();
        json.path("shape").forEach(axis -> shape.add(axis.longValue()));
        Entry entry = new Entry(
                json.path("dtype").textValue(),
                shape,
                places.get(0).longValue(),
                places.get(1).longValue());
        require(
                entry.width() == 0 || bytes(entry) == entry.end() - entry.begin(),
                "the bytes " + entry.begin() + " to " + entry.end() + " of " + name + " do not fit its shape " + shape
                        + " of " + entry.type());
        return entry;
    }

    /** -1 of more than there can be. */
    private static long bytes(Entry entry) {
        try {
            return entry.shape().stream().reduce((long) entry.width(), Math::multiplyExact);
        } catch (ArithmeticException tooMany) {
            return -1;
        }
    }

    private static boolean areNaturals(JsonNode array) {
        boolean naturals = array.isArray();
        for (JsonNode number : array) {
            naturals &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
        }
        return naturals;
    }

    private static void requireWithoutGaps(Collection<Entry> entries, long length) throws IOException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long end = 0;
        for (Entry entry : sorted) {
            require(entry.begin() == end && entry.end() >= end, "its tensors overlap or leave gaps");
            end = entry.end();
        }
        require(end == length, "it has " + length + " bytes of tensors where its header says " + end);
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException(otherwise);
        }
    }
}
