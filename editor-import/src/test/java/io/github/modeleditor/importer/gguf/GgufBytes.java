package io.github.modeleditor.importer.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes GGUF files that may say anything. */
final class GgufBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static GgufBytes header(int version, long tensors, long words) {
        return new GgufBytes()
                .raw("GGUF".getBytes(UTF_8))
                .int32(version)
                .int64(tensors)
                .int64(words);
    }

    GgufBytes raw(byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    GgufBytes int32(int value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    GgufBytes int64(long value) {
        return raw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    GgufBytes text(String text) {
        return int64(text.getBytes(UTF_8).length).raw(text.getBytes(UTF_8));
    }

    /** A word that is a text. */
    GgufBytes word(String key, String value) {
        return text(key).int32(8).text(value);
    }

    /** A word that is a whole number. */
    GgufBytes word(String key, int value) {
        return text(key).int32(4).int32(value);
    }

    /** The description of a tensor, its lengths as the file has them: the last one of the shape first. */
    GgufBytes tensor(String name, int type, long offset, long... lengths) {
        text(name).int32(lengths.length);
        for (long length : lengths) {
            int64(length);
        }
        return int32(type).int64(offset);
    }

    /** Zeros up to a multiple, and then as many more. */
    GgufBytes data(int alignment, int count) {
        return raw(new byte[(alignment - bytes.size() % alignment) % alignment]).raw(new byte[count]);
    }

    Path write(Path file) {
        try {
            return Files.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] toArray() {
        return bytes.toByteArray();
    }
}
