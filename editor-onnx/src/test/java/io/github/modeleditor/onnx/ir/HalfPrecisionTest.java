package io.github.modeleditor.onnx.ir;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
}
