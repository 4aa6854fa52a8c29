package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.HalfFloats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ONNX Runtime's conversions, against the compiler's own. */
class HalfBuffersTest {
    private static final int HALVES = 1 << 16;

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void everyHalfIsWidenedToTheSameBits(DataType type) {
        ByteBuffer halves = ByteBuffer.allocate(HALVES * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, HALVES).forEach(bits -> halves.putShort((short) bits));
        ByteBuffer floats = ByteBuffer.allocate(HALVES * Float.BYTES).order(ByteOrder.nativeOrder());
        HalfBuffers.widen(halves.flip(), type, floats);
        floats.flip();
        for (int bits = 0; bits < HALVES; bits++) {
            float expected = type == DataType.BFLOAT16
                    ? HalfFloats.fromBfloat16((short) bits)
                    : HalfFloats.fromFloat16((short) bits);
            assertThat(floats.getInt()).as("%x", bits).isEqualTo(Float.floatToRawIntBits(expected));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void floatsAreNarrowedToTheSameBitsAndHeldBelowTheLargest(DataType type) {
        int[] random = new Random(1).ints(1 << 18).toArray();
        int[] edges = IntStream.of(
                        0, 0x7f7f7fff, 0x7f7f8000, 0x7f7fffff, 0x477fe000, 0x477fefff, 0x477ff000, 0x38800000)
                .flatMap(bits -> IntStream.of(bits, bits | 0x80000000, bits + 1))
                .toArray();
        int[] all = IntStream.concat(IntStream.of(random), IntStream.of(edges))
                .filter(bits -> !Float.isNaN(Float.intBitsToFloat(bits)))
                .toArray();
        ByteBuffer floats = ByteBuffer.allocate(all.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.of(all).forEach(floats::putInt);
        ByteBuffer halves = ByteBuffer.allocate(all.length * Short.BYTES).order(ByteOrder.nativeOrder());
        HalfBuffers.narrow(floats.flip(), type, halves);
        halves.flip();
        float largest = type == DataType.BFLOAT16 ? 0x1.fep127f : 65504;
        for (int bits : all) {
            float value = Float.intBitsToFloat(bits);
            float held = Float.isInfinite(value) ? value : Math.max(-largest, Math.min(largest, value));
            short expected = type == DataType.BFLOAT16 ? HalfFloats.toBfloat16(held) : HalfFloats.toFloat16(held);
            assertThat(halves.getShort()).as("%x", bits).isEqualTo(expected);
        }
    }
}
