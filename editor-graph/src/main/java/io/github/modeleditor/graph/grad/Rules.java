package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Trait;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of vector-Jacobian products, by operator. An operator that is neither in the table nor among the
 * non-differentiable ones is an error, never a silent zero.
 */
public final class Rules {
    private static final Map<Operator, VectorJacobianProduct> TABLE =
            ImmutableMap.<Operator, VectorJacobianProduct>builder()
                    .putAll(ElementwiseRules.TABLE)
                    .putAll(MatrixRules.TABLE)
                    .putAll(ReductionRules.TABLE)
                    .putAll(ShapeRules.TABLE)
                    .putAll(IndexingRules.TABLE)
                    .putAll(FusedRules.TABLE)
                    .buildOrThrow();

    private Rules() {}

    /**
     * The operators that have a rule.
     *
     * @return operators
     */
    public static Set<Operator> operators() {
        return TABLE.keySet();
    }

    /**
     * An operator's rule.
     *
     * @param operator which
     * @return its rule, if there is one
     */
    public static Optional<VectorJacobianProduct> of(Operator operator) {
        return Optional.ofNullable(TABLE.get(operator));
    }

    /**
     * Whether a node lets no gradient through.
     *
     * @param node any node
     * @return true for comparisons, shapes, and the like, and for a cast to integers
     */
    public static boolean stopsGradient(Node node) {
        return node.is(Trait.STEPWISE)
                || (node.is(Operator.CAST)
                        && !ElementTypes.isFloat(
                                ElementTypes.of((int) node.integer("to", DataType.FLOAT.getNumber()))));
    }
}
