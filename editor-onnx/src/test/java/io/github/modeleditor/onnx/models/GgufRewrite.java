package io.github.modeleditor.onnx.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Makes of a GGUF file of 8-bit blocks (Q8_0) one whose matrices are other ones, in 4-bit blocks with a minimum each (Q4_1), at the same places.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF</a>
 */
final class GgufRewrite {
    private static final int EIGHT_BITS = 8;
    private static final int FOUR_BITS_AND_MINIMUM = 3;
    private static final int BLOCK = 32;
    private static final int ALIGNMENT = 32;

    /** 0.0099 and -0.075, in half precision. */
    private static final short SCALE = 0x2111;

    private static final short MINIMUM = (short) 0xACCD;

    private final ByteBuffer file;
    private final Random random = new Random(5);

    private GgufRewrite(ByteBuffer file) {
        this.file = file;
    }

    static void inFourBits(Path eight, Path four) {
        try {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(eight)).order(ByteOrder.LITTLE_ENDIAN);
            new GgufRewrite(file).run();
            Files.write(four, file.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        file.position(8);
        long tensors = file.getLong();
        long words = file.getLong();
        for (long i = 0; i < words; i++) {
            skipText();
            skipValue(file.getInt());
        }
        int first = file.position();
        for (long i = 0; i < tensors; i++) {
            skipTensor();
        }
        int data = (file.position() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        file.position(first);
        for (long i = 0; i < tensors; i++) {
            long elements = skipTensor();
            int type = file.position() - Long.BYTES - Integer.BYTES;
            if (file.getInt(type) == EIGHT_BITS) {
                file.putInt(type, FOUR_BITS_AND_MINIMUM);
                writeBlocks(data + (int) file.getLong(type + Integer.BYTES), elements / BLOCK);
            }
        }
    }

    /** Goes behind a tensor's description, and tells its elements. */
    private long skipTensor() {
        skipText();
        int axes = file.getInt();
        long elements = 1;
        for (int axis = 0; axis < axes; axis++) {
            elements *= file.getLong();
        }
        skip(Integer.BYTES + Long.BYTES);
        return elements;
    }

    private void writeBlocks(int start, long blocks) {
        byte[] numbers = new byte[BLOCK / 2];
        ByteBuffer target = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(start);
        for (long block = 0; block < blocks; block++) {
            random.nextBytes(numbers);
            target.putShort(SCALE).putShort(MINIMUM).put(numbers);
        }
    }

    private void skipText() {
        skip(file.getLong());
    }

    private void skipValue(int type) {
        switch (type) {
            case 0, 1, 7 -> skip(1);
            case 2, 3 -> skip(2);
            case 4, 5, 6 -> skip(4);
            case 8 -> skipText();
            case 9 -> {
                int ofElements = file.getInt();
                long count = file.getLong();
                for (long i = 0; i < count; i++) {
                    skipValue(ofElements);
                }
            }
            case 10, 11, 12 -> skip(8);
            default -> throw new IllegalArgumentException("type " + type);
        }
    }

    private void skip(long bytes) {
        file.position(Math.toIntExact(file.position() + bytes));
    }
}
