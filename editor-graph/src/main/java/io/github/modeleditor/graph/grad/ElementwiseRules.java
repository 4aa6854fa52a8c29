package io.github.modeleditor.graph.grad;

import static io.github.modeleditor.graph.grad.VectorJacobianProduct.ofFirst;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Operators that work element by element; those of two inputs broadcast. */
final class ElementwiseRules {
    static final Map<Operator, VectorJacobianProduct> TABLE = ImmutableMap.<Operator, VectorJacobianProduct>builder()
            .put(Operator.ADD, ElementwiseRules::add)
            .put(Operator.SUB, ElementwiseRules::subtract)
            .put(Operator.MUL, ElementwiseRules::multiply)
            .put(Operator.DIV, ElementwiseRules::divide)
            .put(Operator.POW, ofFirst(ElementwiseRules::power))
            .put(Operator.WHERE, ElementwiseRules::where)
            .put(
                    Operator.CAST,
                    ofFirst(b -> b.likeOutput(
                            b.operators().cast(b.dY(), b.type(b.x(0)).type()))))
            .put(Operator.IDENTITY, ofFirst(b -> b.likeOutput(b.dY())))
            .put(Operator.NEG, ofFirst(b -> b.likeOutput(b.operators().unary(Operator.NEG, b.dY()))))
            // d exp(x) = y
            .put(Operator.EXP, derivative((b, ops) -> b.y()))
            // d log x = 1 / x
            .put(Operator.LOG, derivative((b, ops) -> ops.unary(Operator.RECIPROCAL, b.x(0))))
            // d sqrt x = 1 / (2 y)
            .put(Operator.SQRT, derivative((b, ops) -> ops.divide(b.scalar(0.5), b.y())))
            // d (1 / x) = - y^2
            .put(Operator.RECIPROCAL, derivative((b, ops) -> ops.unary(Operator.NEG, ops.multiply(b.y(), b.y()))))
            // d tanh x = 1 - y^2
            .put(Operator.TANH, derivative((b, ops) -> ops.subtract(b.scalar(1), ops.multiply(b.y(), b.y()))))
            // d sigmoid x = y (1 - y)
            .put(Operator.SIGMOID, derivative((b, ops) -> ops.multiply(b.y(), ops.subtract(b.scalar(1), b.y()))))
            // d erf x = 2 / sqrt(pi) exp(-x^2)
            .put(Operator.ERF, derivative((b, ops) -> ops.multiply(b.scalar(2 / Math.sqrt(Math.PI)), gaussian(b, 1))))
            .put(Operator.SIN, derivative((b, ops) -> ops.unary(Operator.COS, b.x(0))))
            .put(Operator.COS, derivative((b, ops) -> ops.unary(Operator.NEG, ops.unary(Operator.SIN, b.x(0)))))
            .put(Operator.RELU, ofFirst(ElementwiseRules::relu))
            // d |x| = sign x
            .put(Operator.ABS, derivative((b, ops) -> ops.unary(Operator.SIGN, b.x(0))))
            // d log(1 + exp x) = sigmoid x
            .put(Operator.SOFTPLUS, derivative((b, ops) -> ops.unary(Operator.SIGMOID, b.x(0))))
            .put(Operator.MAX, b -> choose(b, Operator.GREATER_OR_EQUAL))
            .put(Operator.MIN, b -> choose(b, Operator.LESS_OR_EQUAL))
            .put(Operator.CLIP, ofFirst(ElementwiseRules::clip))
            .put(
                    Operator.GELU,
                    ofFirst(b -> gelu(b, b.node().text("approximate", "none").equals("none"))))
            .buildOrThrow();

    private ElementwiseRules() {}

    /** dX = dY f'(x) for an operator y = f(x). */
    private static VectorJacobianProduct derivative(BiFunction<Backward, Operators, String> derivative) {
        return ofFirst(b -> b.likeOutput(b.operators().multiply(b.dY(), derivative.apply(b, b.operators()))));
    }

    private static OperandGradients add(Backward b) {
        return operand -> b.likeOutput(b.dY());
    }

    private static OperandGradients subtract(Backward b) {
        return operand -> b.likeOutput(operand == 0 ? b.dY() : b.operators().unary(Operator.NEG, b.dY()));
    }

    private static OperandGradients multiply(Backward b) {
        return operand -> b.likeOutput(b.operators().multiply(b.dY(), b.x(1 - operand)));
    }

    /** y = a / b: dA = dY / b, dB = - dY y / b. */
    private static OperandGradients divide(Backward b) {
        Operators ops = b.operators();
        return operand -> b.likeOutput(
                operand == 0
                        ? ops.divide(b.dY(), b.x(1))
                        : ops.unary(Operator.NEG, ops.divide(ops.multiply(b.dY(), b.y()), b.x(1))));
    }

    /** y = x^c: dX = dY c x^(c-1). The square, which every RMS normalization has, needs no power. */
    private static Gradient power(Backward b) {
        Operators ops = b.operators();
        double exponent = b.constant(1);
        String lower = exponent == 2
                ? b.x(0)
                : exponent == 3
                        ? ops.multiply(b.x(0), b.x(0))
                        : ops.builder().emit(Operator.POW, List.of(b.x(0), b.scalar(exponent - 1)));
        return b.likeOutput(ops.multiply(b.dY(), ops.multiply(lower, b.scalar(exponent))));
    }

    private static OperandGradients where(Backward b) {
        return operand -> b.likeOutput(
                operand == 1
                        ? b.operators().where(b.x(0), b.dY(), b.scalar(0))
                        : b.operators().where(b.x(0), b.scalar(0), b.dY()));
    }

    private static Gradient relu(Backward b) {
        String positive = b.operators().builder().emit(Operator.GREATER, List.of(b.x(0), b.scalar(0)));
        return b.likeOutput(b.operators().where(positive, b.dY(), b.scalar(0)));
    }

    /** The larger or smaller of two: it gets the gradient, the first where both are equal. */
    private static OperandGradients choose(Backward b, Operator firstWins) {
        if (b.node().inputs().size() != 2) {
            throw b.unsupported("is known for two inputs only");
        }
        Operators ops = b.operators();
        String first = ops.builder().emit(firstWins, List.of(b.x(0), b.x(1)));
        return operand -> b.likeOutput(
                operand == 0 ? ops.where(first, b.dY(), b.scalar(0)) : ops.where(first, b.scalar(0), b.dY()));
    }

    /** y = x between its bounds: what was cut off has no gradient. */
    private static Gradient clip(Backward b) {
        Operators ops = b.operators();
        String cutOff = ops.cast(ops.subtract(b.x(0), b.y()), DataType.BOOL);
        return b.likeOutput(ops.where(cutOff, b.scalar(0), b.dY()));
    }

    /** exp(- scale x^2). */
    private static String gaussian(Backward b, double scale) {
        Operators ops = b.operators();
        return ops.unary(Operator.EXP, ops.multiply(ops.multiply(b.x(0), b.x(0)), b.scalar(-scale)));
    }

    /**
     * Exact: y = x P(x), dX = dY (P(x) + x p(x)) with the normal distribution P and its density p. Approximate: y = x/2 (1 +
     * t), t = tanh(u), u = k (x + c x^3), dX = dY (y / x + x/2 (1 - t^2) k (1 + 3 c x^2)), with y / x written as (1 + t) / 2.
     */
    static Gradient gelu(Backward b, boolean exact) {
        Operators ops = b.operators();
        String x = b.x(0);
        if (exact) {
            String half =
                    ops.multiply(b.scalar(0.5), ops.unary(Operator.ERF, ops.multiply(x, b.scalar(Math.sqrt(0.5)))));
            String density = ops.multiply(b.scalar(1 / Math.sqrt(2 * Math.PI)), gaussian(b, 0.5));
            return b.likeOutput(ops.multiply(b.dY(), ops.add(ops.add(b.scalar(0.5), half), ops.multiply(x, density))));
        }
        double k = Math.sqrt(2 / Math.PI);
        String square = ops.multiply(x, x);
        String inner = ops.multiply(x, ops.add(b.scalar(k), ops.multiply(square, b.scalar(k * 0.044715))));
        String t = ops.unary(Operator.TANH, inner);
        String slope = ops.add(b.scalar(k), ops.multiply(square, b.scalar(3 * k * 0.044715)));
        String sech = ops.subtract(b.scalar(1), ops.multiply(t, t));
        String left = ops.multiply(b.scalar(0.5), ops.add(b.scalar(1), t));
        String right = ops.multiply(ops.multiply(x, b.scalar(0.5)), ops.multiply(sech, slope));
        return b.likeOutput(ops.multiply(b.dY(), ops.add(left, right)));
    }
}
