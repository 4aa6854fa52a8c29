package io.github.modeleditor.importer.tensor;

import io.github.modeleditor.graph.ir.HalfFloats;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor of floating-point numbers in a file.
 *
 * @param file where
 * @param position its first byte
 * @param format of each number
 * @param shape its lengths
 */
public record FloatTensor(MappedFile file, long position, Format format, List<Long> shape) implements TensorData {
    /** Floating-point numbers, little-endian. */
    public enum Format {
        /** IEEE 754 binary32. */
        F32(Float.BYTES),
        /** IEEE 754 binary16. */
        F16(Short.BYTES),
        /** The upper half of a binary32. */
        BF16(Short.BYTES);

        private final int bytes;

        Format(int bytes) {
            this.bytes = bytes;
        }

        /**
         * The width of one number.
         *
         * @return bytes
         */
        public int bytes() {
            return bytes;
        }
    }

    public FloatTensor {
        shape = List.copyOf(shape);
    }

    @Override
    public String type() {
        return format.name();
    }

    @Override
    public void read(long from, int count, float[] target, int offset) {
        ByteBuffer bytes = file.view(
                position + Math.multiplyExact(from, (long) format.bytes()), Math.multiplyExact(count, format.bytes()));
        switch (format) {
            case F32 -> bytes.asFloatBuffer().get(target, offset, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = HalfFloats.fromFloat16(bytes.getShort(i * Short.BYTES));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = HalfFloats.fromBfloat16(bytes.getShort(i * Short.BYTES));
                }
            }
        }
    }
}
