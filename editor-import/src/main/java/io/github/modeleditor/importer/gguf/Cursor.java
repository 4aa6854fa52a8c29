package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.importer.tensor.MappedFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A place in a GGUF file that moves on with what is read there. Not thread-safe. */
final class Cursor {
    private static final int ARRAY = 9;
    private static final int LONGEST_TEXT = 1 << 26;
    /** More than any vocabulary has tokens; values take more memory than bytes. */
    private static final int LONGEST_LIST = 1 << 22;

    private final MappedFile file;
    private long position;

    Cursor(MappedFile file) {
        this.file = file;
    }

    MappedFile file() {
        return file;
    }

    Path path() {
        return file.file();
    }

    long position() {
        return position;
    }

    long length() {
        return file.length();
    }

    byte[] bytes(int count) {
        return take(count).array();
    }

    int int32() {
        return take(Integer.BYTES).getInt();
    }

    long int64() {
        return take(Long.BYTES).getLong();
    }

    /** How many of something follow, each of which takes some bytes. */
    long count(String what, int shortest) {
        long count = int64();
        if (count < 0 || count > (length() - position) / shortest) {
            throw damaged("it says that " + Long.toUnsignedString(count) + " " + what + " follow in "
                    + (length() - position) + " bytes");
        }
        return count;
    }

    String text(int longest) {
        long count = count("letters", 1);
        if (count > longest) {
            throw damaged("a text is " + count + " bytes long");
        }
        return new String(bytes((int) count), StandardCharsets.UTF_8);
    }

    /** A value of any type. */
    Object value(String key) {
        return value(key, int32());
    }

    private Object value(String key, int type) {
        return switch (type) {
            case 0 -> (long) (take(1).get() & 0xff);
            case 1 -> (long) take(1).get();
            case 2 -> (long) (take(Short.BYTES).getShort() & 0xffff);
            case 3 -> (long) take(Short.BYTES).getShort();
            case 4 -> Integer.toUnsignedLong(int32());
            case 5 -> (long) int32();
            case 6 -> (double) take(Float.BYTES).getFloat();
            case 7 -> take(1).get() != 0;
            case 8 -> text(LONGEST_TEXT);
            case ARRAY -> list(key);
            case 10, 11 -> int64();
            case 12 -> take(Double.BYTES).getDouble();
            default -> throw damaged("what it says of " + key + " is of the type " + Integer.toUnsignedString(type));
        };
    }

    private List<Object> list(String key) {
        int type = int32();
        if (type == ARRAY) {
            throw damaged("what it says of " + key + " is a list of lists");
        }
        long count = count("values of " + key, 1);
        if (count > LONGEST_LIST) {
            throw damaged("it says " + count + " values of " + key);
        }
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            values.add(value(key, type));
        }
        return values;
    }

    private ByteBuffer take(int count) {
        if (count > length() - position) {
            throw damaged(
                    "it ends at byte " + length() + ", and " + count + " more are said to follow byte " + position);
        }
        ByteBuffer bytes = file.bytes(position, count);
        position += count;
        return bytes;
    }

    InvalidModelException damaged(String reason) {
        return new InvalidModelException("The GGUF file " + path() + " is damaged: " + reason + ". Download it again.");
    }
}
