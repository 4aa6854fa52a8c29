package io.github.modeleditor.importer.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.LittleEndianDataOutputStream;
import io.github.modeleditor.importer.tensor.TensorData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a GGUF file will hold, version 3. Words are {@link Integer} (written as 32 bits without sign), {@link Float}, {@link Boolean}, {@link
 * String}, and lists of those, in which whole numbers have a sign. Not thread-safe.
 */
final class GgufContent {
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int NUMBERS = 1 << 20;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final Map<String, Object> words = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private record Tensor(TensorData data, Encoding encoding) {
        long bytes() {
            return data.elements()
                    / encoding.type().elements()
                    * encoding.type().bytes();
        }
    }

    /** Says something. */
    void say(String key, Object value) {
        words.put(key, value);
    }

    /** Says all of it. */
    void sayAll(Map<String, Object> all) {
        words.putAll(all);
    }

    /** Adds a tensor. */
    void add(String name, TensorData data, Encoding encoding) {
        tensors.put(name, new Tensor(data, encoding));
    }

    /** What a reader would find, with the numbers as they were before they are encoded. */
    GgufFile read(Path file) {
        Map<String, Object> said = new LinkedHashMap<>();
        words.forEach((key, value) -> said.put(key, read(value)));
        Map<String, TensorData> data = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> data.put(name, tensor.data()));
        return new GgufFile(new GgufMetadata(file, said), data);
    }

    private static Object read(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(GgufContent::read).toList();
        }
        return value instanceof Integer number
                ? (Object) number.longValue()
                : value instanceof Float number ? (Object) number.doubleValue() : value;
    }

    /**
     * Writes the file.
     *
     * @param out where to
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException {
        byte[] header = header();
        out.write(header);
        pad(out, header.length);
        for (Tensor tensor : tensors.values()) {
            write(out, tensor);
            pad(out, tensor.bytes());
        }
    }

    private byte[] header() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LittleEndianDataOutputStream out = new LittleEndianDataOutputStream(bytes)) {
            out.write("GGUF".getBytes(UTF_8));
            out.writeInt(VERSION);
            out.writeLong(tensors.size());
            out.writeLong(words.size());
            for (Map.Entry<String, Object> word : words.entrySet()) {
                text(out, word.getKey());
                out.writeInt(type(word.getValue(), UINT32));
                value(out, word.getValue());
            }
            long offset = 0;
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                Tensor tensor = entry.getValue();
                text(out, entry.getKey());
                List<Long> shape = tensor.data().shape();
                out.writeInt(shape.size());
                for (int axis = shape.size() - 1; axis >= 0; axis--) {
                    out.writeLong(shape.get(axis));
                }
                out.writeInt(tensor.encoding().type().id());
                out.writeLong(offset);
                offset += (tensor.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            }
        }
        return bytes.toByteArray();
    }

    private static int type(Object value, int whole) {
        if (value instanceof Integer) {
            return whole;
        }
        if (value instanceof Float) {
            return FLOAT32;
        }
        return value instanceof Boolean ? BOOL : value instanceof String ? STRING : ARRAY;
    }

    private static void value(LittleEndianDataOutputStream out, Object value) throws IOException {
        if (value instanceof Integer number) {
            out.writeInt(number);
        } else if (value instanceof Float number) {
            out.writeFloat(number);
        } else if (value instanceof Boolean truth) {
            out.writeByte(truth ? 1 : 0);
        } else if (value instanceof String text) {
            text(out, text);
        } else {
            List<?> list = new ArrayList<>((List<?>) value);
            out.writeInt(list.isEmpty() ? STRING : type(list.get(0), INT32));
            out.writeLong(list.size());
            for (Object element : list) {
                value(out, element);
            }
        }
    }

    private static void text(LittleEndianDataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeLong(bytes.length);
        out.write(bytes);
    }

    private static void pad(OutputStream out, long written) throws IOException {
        out.write(new byte[(int) ((ALIGNMENT - written % ALIGNMENT) % ALIGNMENT)]);
    }

    /** Whole rows at a time, as what is made of transposed matrices is read best. */
    private static void write(OutputStream out, Tensor tensor) throws IOException {
        int width = tensor.data().width();
        int step = Math.max(1, NUMBERS / width) * width;
        int block = tensor.encoding().type().elements();
        float[] values = new float[(int) Math.min(step, tensor.data().elements())];
        ByteBuffer bytes = ByteBuffer.allocate(
                        values.length / block * tensor.encoding().type().bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (long from = 0; from < tensor.data().elements(); from += step) {
            int count = (int) Math.min(step, tensor.data().elements() - from);
            tensor.data().read(from, count, values, 0);
            bytes.clear();
            for (int i = 0; i < count; i += block) {
                tensor.encoding().narrow(values, i, bytes);
            }
            out.write(bytes.array(), 0, bytes.position());
        }
    }
}
