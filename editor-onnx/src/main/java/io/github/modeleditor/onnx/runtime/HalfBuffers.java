package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whole weights between 16-bit floating-point numbers and those of 32 bits, by ONNX Runtime's own conversions, which are the
 * processor's where the JDK has them. The bits are those of the compiler's {@code HalfFloats}.
 */
final class HalfBuffers {
    private static final float LARGEST_FLOAT16 = 65504;
    private static final float LARGEST_BFLOAT16 = Float.intBitsToFloat(0x7f7f0000);

    private HalfBuffers() {}

    /**
     * Widens all elements of a buffer.
     *
     * @param halves little-endian, as files have them
     * @param type {@code FLOAT16} or {@code BFLOAT16}
     * @param floats where to; as many elements, in the buffer's own byte order
     */
    static void widen(ByteBuffer halves, DataType type, ByteBuffer floats) {
        ByteBuffer source = halves.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (type == DataType.BFLOAT16) {
            while (source.hasRemaining()) {
                floats.putFloat(Fp16Conversions.bf16ToFloat(source.getShort()));
            }
        } else {
            while (source.hasRemaining()) {
                floats.putFloat(Fp16Conversions.fp16ToFloat(source.getShort()));
            }
        }
    }

    /**
     * Narrows all elements of a buffer; what is finite and beyond the largest number of the type becomes that.
     *
     * @param floats little-endian, as files have them
     * @param type {@code FLOAT16} or {@code BFLOAT16}
     * @param halves where to; as many elements, in the buffer's own byte order
     */
    static void narrow(ByteBuffer floats, DataType type, ByteBuffer halves) {
        ByteBuffer source = floats.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (type == DataType.BFLOAT16) {
            while (source.hasRemaining()) {
                halves.putShort(Fp16Conversions.floatToBf16(held(source.getFloat(), LARGEST_BFLOAT16)));
            }
        } else {
            while (source.hasRemaining()) {
                halves.putShort(Fp16Conversions.floatToFp16(held(source.getFloat(), LARGEST_FLOAT16)));
            }
        }
    }

    private static float held(float value, float largest) {
        return Float.isInfinite(value) ? value : Math.max(-largest, Math.min(largest, value));
    }
}
