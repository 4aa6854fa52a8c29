package io.github.modeleditor.spark.ring;

import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;

/** How the numbers of a gradient travel. Sums are taken in float32 in either case. */
public enum WireFormat {
    /** As they are: 4 bytes a number. */
    FLOAT32 {
        @Override
        int bytes(int count) {
            return count * Float.BYTES;
        }

        @Override
        void put(ByteBuffer to, float[] values, int start, int count) {
            to.asFloatBuffer().put(values, start, count);
            to.position(to.position() + bytes(count));
        }

        @Override
        void get(ByteBuffer from, float[] values, int start, int count) {
            from.asFloatBuffer().get(values, start, count);
            from.position(from.position() + bytes(count));
        }
    },

    /**
     * In half precision: 2 bytes a number, rounded at each of the N - 1 hops of a sum. The numbers of a block share a power of two that
     * brings the largest of them near the top of the format, so that small gradients do not vanish.
     */
    FLOAT16 {
        @Override
        int bytes(int count) {
            return Integer.BYTES + count * Short.BYTES;
        }

        @Override
        void put(ByteBuffer to, float[] values, int start, int count) {
            float largest = 0;
            for (int i = start; i < start + count; i++) {
                // What is no finite number stays none, and so is found by everyone.
                largest = Float.isFinite(values[i]) ? Math.max(largest, Math.abs(values[i])) : largest;
            }
            int exponent = largest == 0 ? 0 : Math.max(-126, Math.min(126, TOP_EXPONENT - Math.getExponent(largest)));
            to.putInt(exponent);
            for (int i = start; i < start + count; i++) {
                to.putShort(Fp16Conversions.floatToFp16(Math.scalb(values[i], exponent)));
            }
        }

        @Override
        void get(ByteBuffer from, float[] values, int start, int count) {
            int exponent = from.getInt();
            for (int i = start; i < start + count; i++) {
                values[i] = Math.scalb(Fp16Conversions.fp16ToFloat(from.getShort()), -exponent);
            }
        }
    };

    /** The largest number of a block comes to lie from 2^14 to below 2^15, where the format ends at 65504. */
    private static final int TOP_EXPONENT = 14;

    /** What a block of numbers takes. */
    abstract int bytes(int count);

    /** Writes a block. */
    abstract void put(ByteBuffer to, float[] values, int start, int count);

    /** Reads a block. */
    abstract void get(ByteBuffer from, float[] values, int start, int count);
}
