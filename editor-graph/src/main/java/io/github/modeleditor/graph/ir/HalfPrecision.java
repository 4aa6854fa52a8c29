package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Between 16-bit floating-point numbers and those of 32 bits, which hold each of them exactly. */
public final class HalfPrecision {
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
     * A weight in single precision. One whose elements are not in the graph is only taken for that, and converted when it is fed.
     *
     * @param weight of half precision
     * @return the same of type {@code FLOAT}
     */
    public static Weight widened(Weight weight) {
        return weight.inline()
                .map(tensor -> Weight.inline(widened(tensor)))
                .orElseGet(() -> weight.takenFor(DataType.FLOAT));
    }

    /**
     * A tensor in single precision.
     *
     * @param tensor of half precision, with its elements
     * @return the same of type {@code FLOAT}
     * @throws UnsupportedModelException if its elements lie in a file, as those of a branch of the graph may: nobody feeds branches
     */
    public static TensorProto widened(TensorProto tensor) {
        if (Tensors.isExternal(tensor)) {
            throw new UnsupportedModelException(
                    "The weight " + tensor.getName() + " of half precision is one of a branch of the"
                            + " graph and lies in a file, so it cannot be computed with in single precision. Export the decoder"
                            + " without the branch, or in single precision.");
        }
        DataType type = ElementTypes.of(tensor.getDataType());
        TensorProto.Builder single = tensor.toBuilder().setDataType(DataType.FLOAT.getNumber());
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

    /**
     * A weight of single precision in 16 bits; what is beyond the largest number of the type becomes that. One whose elements are
     * not in the graph is only taken for that, and converted when it is fed.
     *
     * @param weight of type {@code FLOAT}
     * @param type {@code FLOAT16} or {@code BFLOAT16}
     * @return the same of that type
     */
    public static Weight narrowed(Weight weight, DataType type) {
        return weight.inline()
                .map(tensor -> Weight.inline(narrowed(tensor, type)))
                .orElseGet(() -> weight.takenFor(type));
    }

    /** A tensor of single precision, with its elements, in 16 bits. */
    static TensorProto narrowed(TensorProto tensor, DataType type) {
        TensorProto.Builder half = tensor.toBuilder().setDataType(type.getNumber());
        ByteBuffer halves = ByteBuffer.allocate(
                        tensor.getRawData().size() / 2 + tensor.getFloatDataCount() * Short.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.getFloatDataCount() > 0) {
            tensor.getFloatDataList().forEach(value -> halves.putShort(narrowed(value, type)));
        } else {
            narrow(tensor.getRawData().asReadOnlyByteBuffer(), type, halves);
        }
        return half.clearFloatData()
                .setRawData(ByteString.copyFrom(halves.rewind()))
                .build();
    }

    /**
     * Narrows all elements of a buffer.
     *
     * @param floats little-endian, as files have them
     * @param type {@code FLOAT16} or {@code BFLOAT16}
     * @param halves where to; as many elements, in the buffer's own byte order
     */
    public static void narrow(ByteBuffer floats, DataType type, ByteBuffer halves) {
        ByteBuffer source = floats.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (source.hasRemaining()) {
            halves.putShort(narrowed(source.getFloat(), type));
        }
    }

    private static short narrowed(float value, DataType type) {
        float largest = largest(type);
        float held = Float.isInfinite(value) ? value : Math.max(-largest, Math.min(largest, value));
        return type == DataType.BFLOAT16 ? HalfFloats.toBfloat16(held) : HalfFloats.toFloat16(held);
    }

    /**
     * The largest finite number.
     *
     * @param type {@code FLOAT16} or {@code BFLOAT16}
     * @return 65504 or 3.39e38
     */
    private static float largest(DataType type) {
        return type == DataType.BFLOAT16
                ? HalfFloats.fromBfloat16((short) 0x7f7f)
                : HalfFloats.fromFloat16((short) 0x7bff);
    }

    /**
     * Whether a 16-bit type can hold a constant: no finite element is beyond its largest number, and a scalar that is not
     * zero is not below its smallest normal one. One whose elements are not in the graph is taken to be held.
     *
     * @param weight of type {@code FLOAT}
     * @param type {@code FLOAT16} or {@code BFLOAT16}
     * @return true if rounding is all that happens to it
     */
    public static boolean holds(Weight weight, DataType type) {
        return weight.inline().map(tensor -> holds(tensor, type)).orElse(true);
    }

    private static boolean holds(TensorProto tensor, DataType type) {
        float largest = largest(type);
        float smallest = type == DataType.BFLOAT16 ? Float.MIN_NORMAL : 0x1p-14f;
        boolean scalar = Tensors.elements(tensor) == 1;
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int elements = Math.toIntExact(Tensors.elements(tensor));
        for (int i = 0; i < elements; i++) {
            float value = Math.abs(raw.hasRemaining() ? raw.getFloat(i * Float.BYTES) : tensor.getFloatData(i));
            boolean tooLarge = value > largest && !Float.isInfinite(value);
            if (tooLarge || (scalar && value != 0 && value < smallest)) {
                return false;
            }
        }
        return true;
    }

    /** One number. */
    private static float widened(short bits, DataType type) {
        return type == DataType.BFLOAT16 ? HalfFloats.fromBfloat16(bits) : HalfFloats.fromFloat16(bits);
    }
}
