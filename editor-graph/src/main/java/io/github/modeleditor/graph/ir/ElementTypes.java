package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** Facts about element types of tensors. */
public final class ElementTypes {
    private ElementTypes() {}

    /**
     * The type behind a number in a message.
     *
     * @param number a value of {@code TensorProto.DataType}
     * @return the type
     */
    public static DataType of(int number) {
        DataType type = DataType.forNumber(number);
        return type == null ? DataType.UNDEFINED : type;
    }

    /**
     * The size of several elements. 4-bit types are packed two to a byte.
     *
     * @param type their type
     * @param elements how many
     * @return bytes, rounded up
     */
    public static long bytes(DataType type, long elements) {
        return switch (type) {
            case FLOAT, INT32, UINT32 -> 4 * elements;
            case DOUBLE, INT64, UINT64, COMPLEX64 -> 8 * elements;
            case COMPLEX128 -> 16 * elements;
            case FLOAT16, BFLOAT16, INT16, UINT16 -> 2 * elements;
            case INT4, UINT4 -> (elements + 1) / 2;
            default -> elements;
        };
    }

    /**
     * Whether gradients can flow through a type.
     *
     * @param type any type
     * @return true for floating-point types
     */
    public static boolean isFloat(DataType type) {
        return switch (type) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
            default -> false;
        };
    }
}
