package io.github.modeleditor.importer.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.tensor.FloatTensor;
import io.github.modeleditor.importer.tensor.FloatTensor.Format;
import io.github.modeleditor.importer.tensor.MappedFile;
import io.github.modeleditor.importer.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the header of a safetensors file of any length: eight bytes of header length, a JSON header of names, types, shapes and places,
 * and the tensors without gaps. The tensors stay in the file, which is mapped. Nothing that the header says is believed before it was
 * compared with the file's length.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">the format</a>
 */
public final class SafetensorsFile {
    private static final String METADATA = "__metadata__";

    /** What other readers allow too; a damaged length must not become an allocation. */
    private static final long LONGEST_HEADER = 100_000_000;

    private final MappedFile file;
    private final long dataStart;

    private SafetensorsFile(MappedFile file, long dataStart) {
        this.file = file;
        this.dataStart = dataStart;
    }

    private record Place(long begin, long end) {}

    /**
     * Reads the header of a file.
     *
     * @param path where it lies
     * @return its tensors by name, in the order of the header; those that are no floating-point numbers are left out, as they are
     *     masks and indices that a graph makes anew
     * @throws InvalidModelException if it is damaged or cut, with what is wrong
     * @throws UnsupportedModelException if a tensor is of a type that is not read here
     */
    public static Map<String, TensorData> read(Path path) {
        MappedFile file = MappedFile.open(path);
        long length =
                file.length() < Long.BYTES ? -1 : file.bytes(0, Long.BYTES).getLong();
        if (length < 2 || length > Math.min(LONGEST_HEADER, file.length() - Long.BYTES)) {
            throw damaged(path, "its header is cut off, or it is no such file");
        }
        JsonNode header = header(file, (int) length);
        return new SafetensorsFile(file, Long.BYTES + length).tensors(header);
    }

    private static JsonNode header(MappedFile file, int length) {
        try {
            JsonNode header = new ObjectMapper()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(file.bytes(Long.BYTES, length).array());
            if (header == null || !header.isObject()) {
                throw damaged(file.file(), "its header is no JSON object");
            }
            return header;
        } catch (IOException e) {
            throw new InvalidModelException(message(file.file(), "its header is no JSON"), e);
        }
    }

    private Map<String, TensorData> tensors(JsonNode header) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals(METADATA)) {
                tensor(field.getKey(), field.getValue(), places).ifPresent(t -> tensors.put(field.getKey(), t));
            }
        }
        requireWithoutGaps(places);
        return tensors;
    }

    private Optional<TensorData> tensor(String name, JsonNode json, List<Place> places) {
        JsonNode offsets = json.path("data_offsets");
        if (!json.path("dtype").isTextual()
                || !areNaturals(json.path("shape"))
                || !areNaturals(offsets)
                || offsets.size() != 2) {
            throw damaged(file.file(), "the header does not describe " + name);
        }
        List<Long> shape = new ArrayList<>();
        json.path("shape").forEach(axis -> shape.add(axis.longValue()));
        Place place = new Place(offsets.get(0).longValue(), offsets.get(1).longValue());
        places.add(place);
        String type = json.path("dtype").textValue();
        int width = width(type, name);
        if (bytes(shape, width) != place.end() - place.begin()) {
            throw damaged(
                    file.file(),
                    "the bytes " + place.begin() + " to " + place.end() + " of " + name + " do not fit its shape "
                            + shape + " of " + type);
        }
        return switch (type) {
            case "F32", "F16", "BF16" ->
                Optional.of(new FloatTensor(file, dataStart + place.begin(), Format.valueOf(type), shape));
            default -> Optional.empty();
        };
    }

    private int width(String type, String name) {
        return switch (type) {
            case "BOOL", "U8", "I8" -> 1;
            case "F16", "BF16", "I16", "U16" -> Short.BYTES;
            case "F32", "I32", "U32" -> Integer.BYTES;
            case "I64", "U64" -> Long.BYTES;
            default ->
                throw new UnsupportedModelException("The tensor " + name + " in " + file.file() + " is of the type "
                        + type + ". Weights in F32, F16 and BF16 can be imported; save the model in one of them.");
        };
    }

    private static long bytes(List<Long> shape, int width) {
        try {
            return shape.stream().reduce((long) width, Math::multiplyExact);
        } catch (ArithmeticException e) {
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

    private void requireWithoutGaps(List<Place> places) {
        places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
        long end = 0;
        for (Place place : places) {
            if (place.begin() != end || place.end() < end) {
                throw damaged(file.file(), "its tensors overlap or leave gaps");
            }
            end = place.end();
        }
        long there = file.length() - dataStart;
        if (end != there) {
            throw damaged(file.file(), "it has " + there + " bytes of tensors where its header says " + end);
        }
    }

    private static InvalidModelException damaged(Path file, String reason) {
        return new InvalidModelException(message(file, reason));
    }

    private static String message(Path file, String reason) {
        return "The safetensors file " + file + " is damaged: " + reason + ". Download it again.";
    }
}
