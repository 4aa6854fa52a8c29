package io.github.modeleditor.onnx.ir;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** From 16-bit floating-point numbers to those of 32 bits, which hold each of them exactly. */
public final class HalfPrecision {
    /** What a tensor that lies in a file says of itself where its elements there are narrower than it claims. */
    private static final String STORED = "modeleditor stored as ";

    private HalfPrecision() {}

    /**
     * Whether a type is one of 16-bit floating-point numbers.
     *
     * @param type any type
     * @return true for {@code FLOAT16} and {@code BFLOAT16}
     */
    public static boolean isHalf(DataType type) {
        return type == DataType.FLOAT16 || type == DataType.BFLOAT16;
    }

    /**
     * A tensor in single precision. One that lies in a file only claims to be, and {@link #stored} tells what it is there.
     *
     * @param tensor of half precision
     * @return the same of type {@code FLOAT}
     */
    public static TensorProto widened(TensorProto tensor) {
        DataType type = ElementTypes.of(tensor.getDataType());
        TensorProto.Builder single = tensor.toBuilder().setDataType(DataType.FLOAT.getNumber());
        if (Tensors.isExternal(tensor)) {
            return single.setDocString(STORED + type).build();
        }
        int elements = Math.toIntExact(Tensors.elements(tensor));
        ByteBuffer floats = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.getInt32DataCount() > 0) {
            tensor.getInt32DataList().forEach(bits -> floats.putFloat(widened(bits.shortValue(), type)));
        } else {
            widen(tensor.getRawData().asReadOnlyByteBuffer(), type, floats);
        }
        return single.clearInt32Data()
                .setRawData(ByteString.copyFrom(floats.rewind()))
                .build();
    }

    /**
     * The type of a tensor's elements where they lie.
     *
     * @param tensor any tensor
     * @return its type, or the narrower one of a file that {@link #widened} hides
     */
    public static DataType stored(TensorProto tensor) {
        String told = tensor.getDocString();
        return Tensors.isExternal(tensor) && told.startsWith(STORED)
                ? DataType.valueOf(told.substring(STORED.length()))
                : ElementTypes.of(tensor.getDataType());
    }

    /**
     * Widens all elements of a buffer.
     *
     * @param halves little-endian, as files have them
     * @param type {@code FLOAT16} or {@code BFLOAT16}
     * @param floats where to; as many elements, in the buffer's own byte order
     */
    public static void widen(ByteBuffer halves, DataType type, ByteBuffer floats) {
        ByteBuffer source = halves.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (source.hasRemaining()) {
            floats.putFloat(widened(source.getShort(), type));
        }
    }

    /** One number. */
    private static float widened(short bits, DataType type) {
        return type == DataType.BFLOAT16 ? HalfFloats.fromBfloat16(bits) : HalfFloats.fromFloat16(bits);
    }
}
