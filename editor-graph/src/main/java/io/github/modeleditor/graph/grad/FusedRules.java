package io.github.modeleditor.graph.grad;

import static io.github.modeleditor.graph.grad.VectorJacobianProduct.ofFirst;

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
            .put(Operator.ROTARY_EMBEDDING, ofFirst(b -> rotaryEmbedding(b, 2)))
            .put(Operator.MICROSOFT_ROTARY_EMBEDDING, ofFirst(b -> rotaryEmbedding(b, 3)))
            .put(Operator.MICROSOFT_GELU, ofFirst(b -> ElementwiseRules.gelu(b, true)))
            .put(Operator.FAST_GELU, ofFirst(b -> ElementwiseRules.gelu(b, false)))
            .put(Operator.QUICK_GELU, ofFirst(FusedRules::quickGelu))
            .put(Operator.MATMUL_N_BITS, ofFirst(QuantizedProduct::gradient))
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
    private static OperandGradients simplifiedLayerNormalization(Backward b) {
        Operators ops = b.operators();
        ValueType type = b.type(b.x(0));
        int axis = type.axis(b.node().integer("axis", -1));
        if (axis != type.rank() - 1) {
            throw b.unsupported("is not known for several axes");
        }
        String inverse = b.node().outputs().get(1);
        String share = b.scalar(1.0 / type.dimensions().get(axis));
        return operand -> {
            if (operand == 1) {
                return b.likeOutput(ops.multiply(b.dY(), ops.multiply(b.x(0), inverse)));
            }
            String h = ops.multiply(b.dY(), b.x(1));
            String mean = ops.multiply(ops.reduceSum(ops.multiply(h, b.x(0)), true, axis), share);
            String cube = ops.multiply(ops.multiply(inverse, inverse), inverse);
            return b.likeOutput(ops.subtract(ops.multiply(h, inverse), ops.multiply(b.x(0), ops.multiply(cube, mean))));
        };
    }

    /** A rotation by an angle: its transpose is the rotation by the opposite angle, which has the opposite sine. */
    private static Gradient rotaryEmbedding(Backward b, int sine) {
        List<String> operands = new ArrayList<>(b.node().inputs());
        operands.set(0, b.dY());
        operands.set(sine, b.operators().unary(Operator.NEG, b.x(sine)));
        AttributeProto[] attributes = b.node().proto().getAttributeList().toArray(new AttributeProto[0]);
        return b.likeInput(0, b.operators().builder().emit(b.node().kind(), operands, attributes));
    }

    /** y = x s with s = sigmoid(a x): dX = dY (s + a y (1 - s)). */
    private static Gradient quickGelu(Backward b) {
        Operators ops = b.operators();
        float a = b.node().number("alpha", 1.702f);
        String s = ops.unary(Operator.SIGMOID, scaled(b, a, b.x(0)));
        String slope = ops.multiply(scaled(b, a, b.y()), ops.subtract(b.scalar(1), s));
        return b.likeOutput(ops.multiply(b.dY(), ops.add(s, slope)));
    }

    private static String scaled(Backward b, float factor, String value) {
        return factor == 1 ? value : b.operators().multiply(value, b.scalar(factor));
    }
}
