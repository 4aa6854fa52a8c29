package io.github.modeleditor.graph.grad;

import static io.github.modeleditor.graph.grad.VectorJacobianProduct.ofFirst;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Sums, means, and what is built from them: soft maximum and normalization. */
final class ReductionRules {
    static final Map<Operator, VectorJacobianProduct> TABLE = ImmutableMap.of(
            Operator.REDUCE_SUM, ofFirst(b -> repeat(b, b.dY())),
            Operator.REDUCE_MEAN, ofFirst(ReductionRules::mean),
            Operator.SOFTMAX, ofFirst(ReductionRules::softmax),
            Operator.LOG_SOFTMAX, ofFirst(ReductionRules::logSoftmax),
            Operator.LAYER_NORMALIZATION, ReductionRules::layerNormalization);

    private ReductionRules() {}

    /** y = sum x: every element of x gets its sum's gradient. */
    private static Gradient repeat(Backward b, String gradient) {
        boolean kept = b.node().integer("keepdims", 1) == 1;
        String full = kept ? gradient : b.operators().unsqueeze(gradient, axes(b));
        return b.likeInput(0, b.operators().expand(full, b.operators().shape(b.x(0))));
    }

    /** y = sum x / n: as a sum, with dY / n. */
    private static Gradient mean(Backward b) {
        ValueType type = b.type(b.x(0));
        long count = 1;
        for (long axis : axes(b)) {
            long length = type.dimensions().get(type.axis(axis));
            if (length == ValueType.DYNAMIC) {
                throw b.unsupported("is not known for a mean over batch or sequence");
            }
            count *= length;
        }
        String share = b.scalar(1.0 / count);
        return repeat(b, b.operators().multiply(b.dY(), share));
    }

    /** The reduced axes: an input since opset 13 (sum) and 18 (mean), an attribute before; all where neither is given. */
    private static long[] axes(Backward b) {
        List<Long> axes =
                b.node().hasInput(1) ? b.integers(1) : b.node().integers("axes").orElse(List.of());
        return axes.isEmpty() ? LongStream.range(0, b.type(b.x(0)).rank()).toArray() : Longs.toArray(axes);
    }

    /**
     * y = softmax x: dX = y (dY - sum(dY y)). Of a row that attends to nothing, as padding does beyond a sliding window, y is
     * no number; exporters that know put zeros in its place, and so does its gradient.
     */
    private static Gradient softmax(Backward b) {
        Operators ops = b.operators();
        String y = b.isTestedForNaN(b.y())
                ? ops.where(ops.builder().emit(Operator.IS_NAN, List.of(b.y())), b.scalar(0), b.y())
                : b.y();
        String sum = ops.reduceSum(ops.multiply(b.dY(), y), true, b.node().integer("axis", -1));
        return b.likeOutput(ops.multiply(y, ops.subtract(b.dY(), sum)));
    }

    /** y = log softmax x: dX = dY - exp(y) sum(dY). */
    private static Gradient logSoftmax(Backward b) {
        Operators ops = b.operators();
        String sum = ops.reduceSum(b.dY(), true, b.node().integer("axis", -1));
        return b.likeOutput(ops.subtract(b.dY(), ops.multiply(ops.unary(Operator.EXP, b.y()), sum)));
    }

    /**
     * y = n g + c with n = (x - m) s, mean m and inverse deviation s over the last axes. With h = dY g,
     *
     * <pre>
     *   dX = s (h - mean(h) - n mean(h n)),   dG = sum(dY n),   dC = sum(dY)
     * </pre>
     *
     * @see <a href="https://arxiv.org/abs/1607.06450">Layer Normalization</a>
     */
    private static OperandGradients layerNormalization(Backward b) {
        Operators ops = b.operators();
        String mean = b.node().outputs().get(1);
        String deviation = b.node().outputs().get(2);
        ValueType type = b.type(b.x(0));
        int first = type.axis(b.node().integer("axis", -1));
        long[] axes = LongStream.range(first, type.rank()).toArray();
        long count = type.dimensions().subList(first, type.rank()).stream().reduce(1L, (p, q) -> p * q);
        String share = b.scalar(1.0 / count);
        String normalized = ops.multiply(ops.subtract(b.x(0), mean), deviation);
        return operand -> switch (operand) {
            case 0 -> {
                String h = ops.multiply(b.dY(), b.x(1));
                String meanOfH = ops.multiply(ops.reduceSum(h, true, axes), share);
                String projection = ops.multiply(ops.reduceSum(ops.multiply(h, normalized), true, axes), share);
                String centred = ops.subtract(ops.subtract(h, meanOfH), ops.multiply(normalized, projection));
                yield b.likeOutput(ops.multiply(centred, deviation));
            }
            case 1 -> b.likeOutput(ops.multiply(b.dY(), normalized));
            default -> b.likeOutput(b.dY());
        };
    }
}
