package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes and reads small tensors. */
public final class Tensors {
    private Tensors() {}

    /**
     * A tensor of 64-bit integers.
     *
     * @param name its name
     * @param dimensions its shape; empty for a scalar
     * @param values row-major
     * @return the tensor
     */
    public static TensorProto int64(String name, List<Long> dimensions, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return raw(name, DataType.INT64, dimensions, raw);
    }

    /**
     * A scalar.
     *
     * @param name its name
     * @param type {@code FLOAT}, {@code DOUBLE}, {@code FLOAT16}, {@code BFLOAT16}, {@code UINT8} or {@code INT64}
     * @param value its value
     * @return the tensor
     */
    public static TensorProto scalar(String name, DataType type, double value) {
        return switch (type) {
            case FLOAT -> raw(name, type, List.of(), little(Float.BYTES).putFloat(0, (float) value));
            case DOUBLE -> raw(name, type, List.of(), little(Double.BYTES).putDouble(0, value));
            case FLOAT16 ->
                raw(name, type, List.of(), little(Short.BYTES).putShort(0, HalfFloats.toFloat16((float) value)));
            case BFLOAT16 ->
                raw(name, type, List.of(), little(Short.BYTES).putShort(0, HalfFloats.toBfloat16((float) value)));
            case UINT8 -> raw(name, type, List.of(), little(1).put(0, (byte) value));
            case INT64 -> raw(name, type, List.of(), little(Long.BYTES).putLong(0, (long) value));
            default -> throw new IllegalArgumentException("no scalar of type " + type + " for " + name);
        };
    }

    /**
     * A tensor without elements, of shape [0, width] or [width, 0].
     *
     * @param name its name
     * @param type its element type
     * @param dimensions its shape, with a zero among them
     * @return the tensor
     */
    public static TensorProto empty(String name, DataType type, List<Long> dimensions) {
        return raw(name, type, dimensions, ByteBuffer.allocate(0));
    }

    /**
     * What a {@code Constant} node makes.
     *
     * @param node the node
     * @return a tensor of its output's name; empty where the constant is sparse or of texts
     */
    static Optional<TensorProto> ofConstant(Node node) {
        AttributeProto attribute = node.proto().getAttribute(0);
        TensorProto.Builder tensor =
                switch (attribute.getName()) {
                    case "value" -> attribute.getT().toBuilder();
                    case "value_int" -> int64("", List.of(), attribute.getI()).toBuilder();
                    case "value_ints" ->
                        int64("", List.of((long) attribute.getIntsCount()), Longs.toArray(attribute.getIntsList()))
                                .toBuilder();
                    case "value_float" -> scalar("", DataType.FLOAT, attribute.getF()).toBuilder();
                    case "value_floats" ->
                        TensorProto.newBuilder()
                                .setDataType(DataType.FLOAT.getNumber())
                                .addDims(attribute.getFloatsCount())
                                .addAllFloatData(attribute.getFloatsList());
                    default -> null;
                };
        return Optional.ofNullable(tensor).map(t -> t.setName(node.output()).build());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static TensorProto raw(String name, DataType type, List<Long> dimensions, ByteBuffer raw) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(dimensions)
                .setRawData(ByteString.copyFrom(raw.rewind()))
                .build();
    }

    /**
     * The value of a scalar, or of a tensor of one element.
     *
     * @param tensor any tensor
     * @return its value, if it is a 32- or 64-bit number that lies in the graph
     */
    public static OptionalDouble scalarValue(TensorProto tensor) {
        if (elements(tensor) != 1 || isExternal(tensor)) {
            return OptionalDouble.empty();
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean isRaw = raw.hasRemaining();
        return switch (ElementTypes.of(tensor.getDataType())) {
            case FLOAT -> OptionalDouble.of(isRaw ? raw.getFloat(0) : tensor.getFloatData(0));
            case DOUBLE -> OptionalDouble.of(isRaw ? raw.getDouble(0) : tensor.getDoubleData(0));
            case INT64 -> OptionalDouble.of((double) (isRaw ? raw.getLong(0) : tensor.getInt64Data(0)));
            case INT32 -> OptionalDouble.of(isRaw ? raw.getInt(0) : tensor.getInt32Data(0));
            default -> OptionalDouble.empty();
        };
    }

    /**
     * The elements of a short tensor of integers.
     *
     * @param tensor any tensor
     * @param limit how many elements it may have
     * @return its elements, if it is of 64-bit integers, lies in the graph and is no longer than the limit
     */
    public static Optional<List<Long>> integers(TensorProto tensor, int limit) {
        if (tensor.getDataType() != DataType.INT64.getNumber() || isExternal(tensor) || elements(tensor) > limit) {
            return Optional.empty();
        }
        if (tensor.getInt64DataCount() > 0) {
            return Optional.of(tensor.getInt64DataList());
        }
        LongBuffer raw = tensor.getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        long[] values = new long[raw.remaining()];
        raw.get(values);
        return Optional.of(Longs.asList(values));
    }

    /**
     * The number of elements.
     *
     * @param tensor any tensor
     * @return the product of its dimensions
     */
    public static long elements(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }

    /**
     * Whether a tensor's data lies in a file beside the graph.
     *
     * @param tensor any tensor
     * @return true if it does
     */
    public static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == DataLocation.EXTERNAL;
    }

    /**
     * An entry of a tensor's external-data description.
     *
     * @param tensor an external tensor
     * @param key {@code location}, {@code offset} or {@code length}
     * @param absent what to give where it is missing
     * @return the entry's value
     */
    public static String external(TensorProto tensor, String key, String absent) {
        return tensor.getExternalDataList().stream()
                .filter(entry -> entry.getKey().equals(key))
                .map(StringStringEntryProto::getValue)
                .findFirst()
                .orElse(absent);
    }
}
