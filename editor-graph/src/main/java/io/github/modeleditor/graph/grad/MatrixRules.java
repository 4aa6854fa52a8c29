package io.github.modeleditor.graph.grad;

import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.graph.ir.Operator;
import java.util.Map;

/** Products of matrices. */
final class MatrixRules {
    static final Map<Operator, VectorJacobianProduct> TABLE = ImmutableMap.of(
            Operator.MATMUL, MatrixRules::product,
            Operator.FUSED_MATMUL, MatrixRules::product,
            Operator.GEMM, MatrixRules::gemm);

    private MatrixRules() {}

    /**
     * y = alpha op(A) op(B), where op may swap the last two axes, and leading axes broadcast:
     *
     * <pre>
     *   dA = alpha dY op(B)^T      or, where A is swapped, its transpose
     *   dB = alpha op(A)^T dY      or, where B is swapped, its transpose
     * </pre>
     *
     * <p>A two-dimensional B, as every weight is, sums over all leading axes of A; that is one product of the flattened
     * matrices.
     */
    private static OperandGradients product(Backward b) {
        boolean transposeA = isTransposed(b, "transA");
        boolean unusual = b.node().integer("transBatchA", 0) + b.node().integer("transBatchB", 0) > 0;
        ValueType typeA = b.type(b.x(0));
        ValueType typeB = b.type(b.x(1));
        if (unusual || typeA.rank() < 2 || typeB.rank() < 2) {
            throw b.unsupported("is not known for vectors and transposed batches");
        }
        boolean flat = typeB.rank() == 2 && (typeA.rank() > 2 || b.weighsRows()) && !transposeA;
        return operand -> operand == 0
                ? b.likeMatrices(0, left(b))
                : flat ? b.likeInput(1, rightOfRows(b, typeA)) : b.likeMatrices(1, right(b));
    }

    private static String rightOfRows(Backward b, ValueType typeA) {
        ValueType typeY = b.type(b.y());
        String a = b.flat(b.x(0), typeA);
        String dY = b.flat(b.dY(), typeY);
        if (b.weighsRows()) {
            // Either factor of a row may be weighed; the narrow side of an adapter is a fraction of the other.
            if (width(typeA) < width(typeY)) {
                a = b.weighed(a, typeA.type());
            } else {
                dY = b.weighed(dY, typeY.type());
            }
        }
        return isTransposed(b, "transB")
                ? b.operators().matMul(dY, a, true, false, alpha(b))
                : b.operators().matMul(a, dY, true, false, alpha(b));
    }

    /** y = alpha op(A) op(B) + beta C: as above, and dC = beta dY summed to C's shape. */
    private static OperandGradients gemm(Backward b) {
        float beta = b.node().number("beta", 1);
        return operand -> switch (operand) {
            case 0 -> b.likeInput(0, left(b));
            case 1 -> b.likeInput(1, right(b));
            default -> b.likeOutput(beta == 1 ? b.dY() : b.operators().multiply(b.dY(), b.scalar(beta)));
        };
    }

    private static String left(Backward b) {
        return isTransposed(b, "transA")
                ? b.operators().matMul(b.x(1), b.dY(), isTransposed(b, "transB"), true, alpha(b))
                : b.operators().matMul(b.dY(), b.x(1), false, !isTransposed(b, "transB"), alpha(b));
    }

    private static String right(Backward b) {
        return isTransposed(b, "transB")
                ? b.operators().matMul(b.dY(), b.x(0), true, isTransposed(b, "transA"), alpha(b))
                : b.operators().matMul(b.x(0), b.dY(), !isTransposed(b, "transA"), false, alpha(b));
    }

    private static long width(ValueType type) {
        return type.dimensions().get(type.rank() - 1);
    }

    private static boolean isTransposed(Backward b, String attribute) {
        return b.node().integer(attribute, 0) == 1;
    }

    private static float alpha(Backward b) {
        return b.node().number("alpha", 1);
    }
}
