package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * A direct buffer of floating-point numbers of 16 or 32 bits, which Java reads and writes as floats and ONNX Runtime in place.
 * Threads may use different parts of it at the same time.
 */
final class NumberBuffer {
    private final DataType type;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final ShortBuffer halves;

    /**
     * A buffer of zeros.
     *
     * @param type {@code FLOAT}, {@code FLOAT16} or {@code BFLOAT16}
     * @param length in numbers
     */
    NumberBuffer(DataType type, int length) {
        this.type = type;
        bytes = OrtCalls.call("make a buffer", () -> ByteBuffer.allocateDirect(Math.multiplyExact(length, width()))
                .order(ByteOrder.nativeOrder()));
        floats = bytes.asFloatBuffer();
        halves = bytes.asShortBuffer();
    }

    private int width() {
        return type == DataType.FLOAT ? Float.BYTES : Short.BYTES;
    }

    /** A tensor over a part of it, to be closed by the caller. */
    OnnxTensor tensor(int offset, int length, long... shape) {
        ByteBuffer part = bytes.slice(offset * width(), length * width()).order(ByteOrder.nativeOrder());
        return OrtCalls.call(
                "make a tensor",
                () -> OnnxTensor.createTensor(Environment.get(), part, shape, TensorTypes.toJava(type)));
    }

    /** Rounds numbers of an array to the buffer's type. */
    void put(int offset, float[] values, int start, int length) {
        switch (type) {
            case FLOAT16 -> {
                for (int i = 0; i < length; i++) {
                    halves.put(offset + i, Fp16Conversions.floatToFp16(values[start + i]));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < length; i++) {
                    halves.put(offset + i, Fp16Conversions.floatToBf16(values[start + i]));
                }
            }
            default -> floats.put(offset, values, start, length);
        }
    }

    /** Widens numbers into the beginning of an array. */
    void get(int offset, float[] values, int length) {
        switch (type) {
            case FLOAT16 -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Fp16Conversions.fp16ToFloat(halves.get(offset + i));
                }
            }
            case BFLOAT16 -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Fp16Conversions.bf16ToFloat(halves.get(offset + i));
                }
            }
            default -> floats.get(offset, values, 0, length);
        }
    }
}
