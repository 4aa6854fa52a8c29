package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.tensor.MappedFile;
import io.github.modeleditor.importer.tensor.TensorData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a GGUF file of version 2 or 3: words about the model, the tensors' names and places, and the tensors, which stay in the file. The file
 * may say anything: each count is compared with the bytes that are left before something is made of it, each length before it is
 * read, each place with the file's length, without overflow.
 *
 * @param metadata what the file says
 * @param tensors by name, in their order
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF</a>
 */
record GgufFile(GgufMetadata metadata, Map<String, TensorData> tensors) {
    /** "GGUF". */
    private static final byte[] MAGIC = {0x47, 0x47, 0x55, 0x46};

    private static final int LONGEST_NAME = 1 << 16;
    private static final int MOST_AXES = 4;
    private static final long USUAL_ALIGNMENT = 32;
    private static final long LARGEST_ALIGNMENT = 1 << 16;
    /** A key without letters, its type, and a value of one byte. */
    private static final int SHORTEST_WORD = Long.BYTES + Integer.BYTES + 1;
    /** A name without letters, no axes, type and place. */
    private static final int SHORTEST_TENSOR = Long.BYTES + Integer.BYTES + Integer.BYTES + Long.BYTES;

    GgufFile {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * Whether a file begins as these do.
     *
     * @param file any path
     * @return true if so
     */
    static boolean isOne(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return Arrays.equals(stream.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Reads everything but the tensors' numbers.
     *
     * @param path where the file lies
     * @return what it holds
     * @throws InvalidModelException if it is damaged, with what is wrong
     * @throws UnsupportedModelException if it is of another version, or has numbers of a type that is not known
     */
    static GgufFile read(Path path) {
        return new Reader(new Cursor(MappedFile.open(path))).read();
    }

    private record Description(String name, List<Long> shape, GgmlType type, long offset) {}

    private record Reader(Cursor in) {
        GgufFile read() {
            if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
                throw in.damaged("it does not begin with GGUF");
            }
            int version = in.int32();
            if (version != 2 && version != 3) {
                throw new UnsupportedModelException("The GGUF file " + in.path() + " is of version "
                        + (Integer.reverseBytes(version) <= 3 ? "for big-endian machines" : Integer.toString(version))
                        + ". Versions 2 and 3 for little-endian machines are read; convert it again.");
            }
            long tensors = in.count("tensors", SHORTEST_TENSOR);
            long words = in.count("words", SHORTEST_WORD);
            GgufMetadata metadata = words(words);
            List<Description> descriptions = new ArrayList<>();
            for (long i = 0; i < tensors; i++) {
                descriptions.add(description());
            }
            return new GgufFile(metadata, places(metadata, descriptions));
        }

        private GgufMetadata words(long count) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (long i = 0; i < count; i++) {
                String key = in.text(LONGEST_NAME);
                if (values.put(key, in.value(key)) != null) {
                    throw in.damaged("it says " + key + " twice");
                }
            }
            return new GgufMetadata(in.path(), values);
        }

        private Description description() {
            String name = in.text(LONGEST_NAME);
            int axes = in.int32();
            if (axes < 0 || axes > MOST_AXES) {
                throw in.damaged("the tensor " + name + " has " + Integer.toUnsignedString(axes) + " axes");
            }
            List<Long> shape = new ArrayList<>();
            for (int i = 0; i < axes; i++) {
                long length = in.int64();
                if (length < 1 || length > Integer.MAX_VALUE) {
                    throw in.damaged(
                            "an axis of the tensor " + name + " is " + Long.toUnsignedString(length) + " long");
                }
                shape.add(0, length);
            }
            long id = Integer.toUnsignedLong(in.int32());
            GgmlType type = GgmlType.of(id)
                    .orElseThrow(
                            () -> new UnsupportedModelException("The tensor " + name + " in the GGUF file " + in.path()
                                    + " has numbers of the type " + id + ", which is not read; "
                                    + Arrays.toString(GgmlType.values())
                                    + " are. Take the model in one of those, such as Q8_0 or Q4_K_M."));
            return new Description(name, shape, type, in.int64());
        }

        private Map<String, TensorData> places(GgufMetadata metadata, List<Description> descriptions) {
            long alignment = metadata.integer("general.alignment").orElse(USUAL_ALIGNMENT);
            if (alignment < 1 || alignment > LARGEST_ALIGNMENT || Long.bitCount(alignment) != 1) {
                throw in.damaged("it aligns tensors to " + alignment + " bytes");
            }
            long start = Math.min(in.length(), (in.position() + alignment - 1) / alignment * alignment);
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            for (Description tensor : descriptions) {
                long bytes = bytes(tensor);
                if (tensor.offset() < 0 || tensor.offset() % alignment != 0) {
                    throw in.damaged("the tensor " + tensor.name() + " begins at byte "
                            + Long.toUnsignedString(tensor.offset()) + ", which is not aligned to " + alignment);
                }
                if (tensor.offset() > in.length() - start - bytes) {
                    throw in.damaged("the tensor " + tensor.name() + " of " + bytes + " bytes begins at byte "
                            + tensor.offset() + " of the " + (in.length() - start) + " there are");
                }
                TensorData placed = new GgufTensor(in.file(), start + tensor.offset(), tensor.type(), tensor.shape());
                if (tensors.put(tensor.name(), placed) != null) {
                    throw in.damaged("it has two tensors of the name " + tensor.name());
                }
            }
            return tensors;
        }

        private long bytes(Description tensor) {
            long width = tensor.shape().isEmpty()
                    ? 1
                    : tensor.shape().get(tensor.shape().size() - 1);
            if (width % tensor.type().elements() != 0) {
                throw in.damaged("the rows of the tensor " + tensor.name() + " are " + width + " long, and "
                        + tensor.type() + " has blocks of " + tensor.type().elements());
            }
            try {
                long elements = tensor.shape().stream().reduce(1L, Math::multiplyExact);
                return Math.multiplyExact(elements / tensor.type().elements(), (long)
                        tensor.type().bytes());
            } catch (ArithmeticException e) {
                throw in.damaged("the tensor " + tensor.name() + " has the shape " + tensor.shape());
            }
        }
    }
}
