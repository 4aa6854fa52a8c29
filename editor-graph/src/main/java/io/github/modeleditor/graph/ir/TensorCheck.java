package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** What has to hold of a tensor before anybody counts its elements or reads one. */
final class TensorCheck {
    private TensorCheck() {}

    /**
     * Checks a tensor: its lengths are no negative numbers and no larger than any index, their product can be counted, and where
     * its elements are in the message, they are all there.
     *
     * @param tensor any tensor
     * @param refusal makes an exception of what is wrong
     * @throws RuntimeException as {@code refusal} makes it
     */
    static void check(TensorProto tensor, Function<String, ? extends RuntimeException> refusal) {
        String name = "the tensor " + tensor.getName() + " ";
        long elements = 1;
        for (long length : tensor.getDimsList()) {
            if (length < 0 || length > Integer.MAX_VALUE) {
                throw refusal.apply(name + "has a length of " + length);
            }
            if (length > 0 && elements > Long.MAX_VALUE / 16 / length) {
                throw refusal.apply(name + "has more elements than can be counted");
            }
            elements *= length;
        }
        DataType type = ElementTypes.of(tensor.getDataType());
        if (Tensors.isExternal(tensor)) {
            checkPlace(tensor, name, refusal);
        } else if (type != DataType.UNDEFINED && type != DataType.STRING) {
            checkElements(tensor, type, elements, name, refusal);
        }
    }

    private static void checkPlace(
            TensorProto tensor, String name, Function<String, ? extends RuntimeException> refusal) {
        Set<String> keys = new HashSet<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            if (!keys.add(entry.getKey())) {
                throw refusal.apply(name + "says twice what the " + entry.getKey() + " of its data is");
            }
        }
    }

    private static void checkElements(
            TensorProto tensor,
            DataType type,
            long elements,
            String name,
            Function<String, ? extends RuntimeException> refusal) {
        boolean isPacked = type == DataType.INT4 || type == DataType.UINT4;
        long entries =
                switch (type) {
                    case FLOAT, COMPLEX64 -> tensor.getFloatDataCount();
                    case DOUBLE, COMPLEX128 -> tensor.getDoubleDataCount();
                    case INT64 -> tensor.getInt64DataCount();
                    case UINT32, UINT64 -> tensor.getUint64DataCount();
                    default -> tensor.getInt32DataCount();
                };
        boolean isComplex = type == DataType.COMPLEX64 || type == DataType.COMPLEX128;
        long needed = isPacked ? (elements + 1) / 2 : isComplex ? 2 * elements : elements;
        long raw = tensor.getRawData().size();
        boolean whole = raw > 0 ? raw == ElementTypes.bytes(type, elements) : entries == needed;
        if (!whole) {
            throw refusal.apply(name + "of " + elements + " elements of type " + type + " does not hold as many");
        }
    }
}
