package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Operators that optimizers make of several and that have a gradient of their own, so that the forward pass stays fused.
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">Contributed operators</a>
 */
final class FusedRules {
    static final Map<Operator, VectorJacobianProduct> TABLE = ImmutableMap.<Operator, VectorJacobianProduct>builder()
            .put(Operator.SIMPLIFIED_LAYER_NORMALIZATION, FusedRules::simplifiedLayerNormalization)
            .put(Operator.ROTARY_EMBEDDING, b -> rotaryEmbedding(b, 2))
            .put(Operator.MICROSOFT_ROTARY_EMBEDDING, b -> rotaryEmbedding(b, 3))
            .put(Operator.MICROSOFT_GELU, b -> ElementwiseRules.gelu(b, true))
            .put(Operator.FAST_GELU, b -> ElementwiseRules.gelu(b, false))
            .put(Operator.QUICK_GELU, FusedRules::quickGelu)
            .put(Operator.MATMUL_N_BITS, QuantizedProduct::backward)
            .buildOrThrow();

    private FusedRules() {}

    /**
     * y = x s g with the inverse root mean square s over the last axis. With h = dY g,
     *
     * <pre>
     *   dX = s h - x s^3 mean(h x),   dG = sum(dY x s)
     * </pre>
     *
     * @see <a href="https://arxiv.org/abs/1910.07467">Root Mean Square Layer Normalization</a>
     */
    private static void simplifiedLayerNormalization(Backward b) {
        Operators ops = b.operators();
        ValueType type = b.type(b.x(0));
        int axis = type.axis(b.node().integer("axis", -1));
        if (axis != type.rank() - 1) {
            throw b.unsupported("is not known for several axes");
        }
        String inverse = b.node().outputs().get(1);
        String share = b.scalar(1.0 / type.dimensions().get(axis));
        b.gradient(0, () -> {
            String h = ops.multiply(b.dY(), b.x(1));
            String mean = ops.multiply(ops.reduceSum(ops.multiply(h, b.x(0)), true, axis), share);
            String cube = ops.multiply(ops.multiply(inverse, inverse), inverse);
            return ops.subtract(ops.multiply(h, inverse), ops.multiply(b.x(0), ops.multiply(cube, mean)));
        });
        b.broadcast(1, () -> ops.multiply(b.dY(), ops.multiply(b.x(0), inverse)));
    }

    /** A rotation by an angle: its transpose is the rotation by the opposite angle, which has the opposite sine. */
    private static void rotaryEmbedding(Backward b, int sine) {
        b.gradient(0, () -> {
            List<String> operands = new ArrayList<>(b.node().inputs());
            operands.set(0, b.dY());
            operands.set(sine, b.operators().unary(Operator.NEG, b.x(sine)));
            AttributeProto[] attributes = b.node().proto().getAttributeList().toArray(new AttributeProto[0]);
            return b.operators().builder().emit(b.node().kind(), operands, attributes);
        });
    }

    /** y = x s with s = sigmoid(a x): dX = dY (s + a y (1 - s)). */
    private static void quickGelu(Backward b) {
        Operators ops = b.operators();
        float a = b.node().number("alpha", 1.702f);
        b.gradient(0, () -> {
            String s = ops.unary(Operator.SIGMOID, scaled(b, a, b.x(0)));
            String slope = ops.multiply(scaled(b, a, b.y()), ops.subtract(b.scalar(1), s));
            return ops.multiply(b.dY(), ops.add(s, slope));
        });
    }

    private static String scaled(Backward b, float factor, String value) {
        return factor == 1 ? value : b.operators().multiply(value, b.scalar(factor));
    }
}
