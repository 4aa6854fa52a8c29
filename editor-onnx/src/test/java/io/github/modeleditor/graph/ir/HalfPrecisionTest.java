package io.github.modeleditor.graph.ir;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HalfPrecisionTest {
    private static final int ALL = 1 << Short.SIZE;

    /** Every number there is, signed zeros, infinities and numbers without a leading one among them. */
    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void everyNumberIsThatOfOnnxRuntime(DataType type) {
        ByteBuffer halves = ByteBuffer.allocate(ALL * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        TensorProto.Builder listed = TensorProto.newBuilder().setDataType(type.getNumber());
        for (int bits = 0; bits < ALL; bits++) {
            halves.putShort((short) bits);
            listed.addInt32Data(bits);
        }
        listed.addDims(ALL);
        TensorProto raw = listed.clone()
                .clearInt32Data()
                .setRawData(ByteString.copyFrom(halves.flip()))
                .build();
        TensorProto widened = HalfPrecision.widened(raw);
        assertThat(widened.getDataType()).isEqualTo(DataType.FLOAT.getNumber());
        assertThat(widened).isEqualTo(HalfPrecision.widened(listed.build()));
        ByteBuffer floats = widened.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < ALL; bits++) {
            float expected = type == DataType.FLOAT16
                    ? Fp16Conversions.mlasFp16ToFloat((short) bits)
                    : Fp16Conversions.bf16ToFloat((short) bits);
            assertThat(floats.getFloat()).as(Integer.toHexString(bits)).isEqualTo(Float.valueOf(expected));
        }
    }

    @Test
    void narrowingStopsAtTheLargestNumber() {
        TensorProto floats = TensorProto.newBuilder()
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(5)
                .addAllFloatData(List.of(1.5f, 70_000f, -3.4e38f, Float.NEGATIVE_INFINITY, 1e-9f))
                .build();
        TensorProto back = HalfPrecision.widened(HalfPrecision.narrowed(floats, DataType.FLOAT16));
        ByteBuffer values = back.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] found = new float[5];
        values.asFloatBuffer().get(found);
        assertThat(found).containsExactly(1.5f, 65504f, -65504f, Float.NEGATIVE_INFINITY, 0f);
        assertThat(HalfPrecision.holds(Weight.inline(floats), DataType.FLOAT16)).isFalse();
        assertThat(HalfPrecision.holds(Weight.inline(floats), DataType.BFLOAT16))
                .isFalse();
    }

    @Test
    void aScalarIsHeldIfItDoesNotVanish() {
        assertThat(HalfPrecision.holds(
                        Weight.inline(Tensors.scalar("epsilon", DataType.FLOAT, 1e-6)), DataType.FLOAT16))
                .isFalse();
        assertThat(HalfPrecision.holds(
                        Weight.inline(Tensors.scalar("epsilon", DataType.FLOAT, 1e-6)), DataType.BFLOAT16))
                .isTrue();
        assertThat(HalfPrecision.holds(
                        Weight.inline(Tensors.scalar("mask", DataType.FLOAT, -3.4e38)), DataType.FLOAT16))
                .isFalse();
        assertThat(HalfPrecision.holds(Weight.inline(Tensors.scalar("zero", DataType.FLOAT, 0)), DataType.FLOAT16))
                .isTrue();
        assertThat(HalfPrecision.holds(
                        Weight.inline(Tensors.scalar("mask", DataType.FLOAT, Double.NEGATIVE_INFINITY)),
                        DataType.FLOAT16))
                .isTrue();
    }
}
