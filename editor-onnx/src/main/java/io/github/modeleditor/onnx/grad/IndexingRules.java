package io.github.modeleditor.onnx.grad;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ObjectArrays;
import io.github.modeleditor.onnx.ir.Attributes;
import java.util.List;
import java.util.Map;

/** Operators that pick elements; their gradient puts them back. */
final class IndexingRules {
    static final Map<String, VectorJacobianProduct> TABLE =
            ImmutableMap.of("Gather", IndexingRules::gather, "GatherElements", IndexingRules::gatherElements);

    /** Scattering adds up what falls on one place since this version; before, each place must be picked once at most. */
    private static final int SCATTER_ADDS = 16;

    private IndexingRules() {}

    /** A constant index is a slice without its axis; rows picked along the first axis are scattered back. */
    private static void gather(Backward b) {
        ValueType type = b.type(b.x(0));
        ValueType indices = b.type(b.x(1));
        int axis = type.axis(b.node().integer("axis", 0));
        if (indices.rank() == 0
                && indices.integers().isPresent()
                && type.dimensions().get(axis) != ValueType.DYNAMIC) {
            long index = indices.integers().get().get(0);
            long start = index < 0 ? index + type.dimensions().get(axis) : index;
            b.part(0, axis, start, start + 1, () -> b.operators().unsqueeze(b.dY(), axis));
        } else if (axis == 0 && indices.rank() == 1) {
            b.gradient(
                    0,
                    () -> scatter(
                            b,
                            "ScatterND",
                            List.of(b.zerosLike(b.x(0)), b.operators().unsqueeze(b.x(1), 1), b.dY())));
        } else {
            throw b.unsupported("is not known for these indices along axis " + axis);
        }
    }

    private static void gatherElements(Backward b) {
        long axis = b.node().integer("axis", 0);
        b.gradient(
                0,
                () -> scatter(
                        b,
                        "ScatterElements",
                        List.of(b.zerosLike(b.x(0)), b.x(1), b.dY()),
                        Attributes.integer("axis", axis)));
    }

    private static String scatter(Backward b, String operator, List<String> operands, AttributeProto... attributes) {
        boolean adds = b.operators().builder().opset() >= SCATTER_ADDS;
        AttributeProto[] all = adds ? ObjectArrays.concat(attributes, Attributes.text("reduction", "add")) : attributes;
        return b.operators().builder().emit(operator, operands, all);
    }
}
