package io.github.modeleditor.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Tensors over direct buffers, which ONNX Runtime reads and writes in place. */
final class Buffers {
    private Buffers() {}

    static FloatBuffer floats(int length) {
        return OrtCalls.call("make a buffer", () -> ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer());
    }

    static OnnxTensor tensor(FloatBuffer direct, long... shape) {
        return OrtCalls.call("make a tensor", () -> OnnxTensor.createTensor(Environment.get(), direct, shape));
    }

    static OnnxTensor tensor(long[] values, long... shape) {
        return OrtCalls.call(
                "make a tensor", () -> OnnxTensor.createTensor(Environment.get(), LongBuffer.wrap(values), shape));
    }

    static OnnxTensor tensor(float[] values, long... shape) {
        return OrtCalls.call(
                "make a tensor", () -> OnnxTensor.createTensor(Environment.get(), FloatBuffer.wrap(values), shape));
    }
}
