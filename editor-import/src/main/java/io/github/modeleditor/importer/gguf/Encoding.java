package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.HalfFloats;
import java.nio.ByteBuffer;

/** The types of numbers that are written to GGUF: of {@link GgmlType}, the other way. */
enum Encoding {
    F32(GgmlType.F32) {
        @Override
        void narrow(float[] values, int from, ByteBuffer out) {
            out.putFloat(values[from]);
        }
    },
    F16(GgmlType.F16) {
        @Override
        void narrow(float[] values, int from, ByteBuffer out) {
            out.putShort(half(values[from]));
        }
    },
    /** The largest of 32 numbers becomes 127 or -127, the others what is nearest; half a step goes away from zero. */
    Q8_0(GgmlType.Q8_0) {
        @Override
        void narrow(float[] values, int from, ByteBuffer out) {
            float largest = 0;
            for (int i = 0; i < GgmlType.Q8_0.elements(); i++) {
                largest = Math.max(largest, Math.abs(values[from + i]));
            }
            float scale = largest / Byte.MAX_VALUE;
            float inverse = scale == 0 ? 0 : 1 / scale;
            out.putShort(half(scale));
            for (int i = 0; i < GgmlType.Q8_0.elements(); i++) {
                float steps = values[from + i] * inverse;
                out.put((byte) (Math.signum(steps) * Math.floor(Math.abs(steps) + 0.5f)));
            }
        }
    };

    private final GgmlType type;

    Encoding(GgmlType type) {
        this.type = type;
    }

    /** What it is read as. */
    GgmlType type() {
        return type;
    }

    /**
     * Writes a block.
     *
     * @param values numbers
     * @param from the first of the block
     * @param out where to, little-endian
     */
    abstract void narrow(float[] values, int from, ByteBuffer out);

    private static short half(float value) {
        short half = HalfFloats.toFloat16(value);
        if (Float.isInfinite(HalfFloats.fromFloat16(half)) && !Float.isInfinite(value)) {
            throw new UnsupportedModelException("The number " + value
                    + " has no place in the 16 bits of GGUF's types F16 and Q8_0, which end at 65504. Keep the adapter"
                    + " apart, or merge into ONNX.");
        }
        return half;
    }
}
