package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of vector-Jacobian products, by operator. An operator that is neither in the table nor among the
 * non-differentiable ones is an error, never a silent zero.
 */
public final class Rules {
    /** Operators whose outputs do not change with small changes of their inputs: their gradient is zero by definition. */
    private static final Set<String> NOT_DIFFERENTIABLE = Set.of(
            "And",
            "ArgMax",
            "ArgMin",
            "Ceil",
            "ConstantOfShape",
            "Equal",
            "Floor",
            "Greater",
            "GreaterOrEqual",
            "IsInf",
            "IsNaN",
            "Less",
            "LessOrEqual",
            "NonZero",
            "Not",
            "OneHot",
            "Or",
            "Range",
            "Round",
            "Shape",
            "Sign",
            "Size");

    private static final Map<String, VectorJacobianProduct> TABLE =
            ImmutableMap.<String, VectorJacobianProduct>builder()
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
     * @return names, with their domain outside the standard one
     */
    public static Set<String> operators() {
        return TABLE.keySet();
    }

    /**
     * An operator's rule.
     *
     * @param operator as {@link io.github.modeleditor.graph.ir.Node#operator()} names it
     * @return its rule, if there is one
     */
    public static Optional<VectorJacobianProduct> of(String operator) {
        return Optional.ofNullable(TABLE.get(operator));
    }

    /**
     * Whether an operator lets no gradient through.
     *
     * @param operator as {@link io.github.modeleditor.graph.ir.Node#operator()} names it
     * @return true for comparisons, shapes, and the like
     */
    public static boolean stopsGradient(String operator) {
        return NOT_DIFFERENTIABLE.contains(operator);
    }

    /**
     * Whether a node lets no gradient through.
     *
     * @param node any node
     * @return true for comparisons, shapes, and the like, and for a cast to integers
     */
    static boolean stopsGradient(Node node) {
        return stopsGradient(node.operator())
                || (node.operator().equals("Cast")
                        && !ElementTypes.isFloat(
                                ElementTypes.of((int) node.integer("to", DataType.FLOAT.getNumber()))));
    }

    /**
     * The outputs of a node that a gradient can come through.
     *
     * @param node any node that lets gradients through
     * @return all but indices
     */
    static List<String> differentiableOutputs(Node node) {
        return node.operator().equals("TopK") ? node.outputs().subList(0, 1) : node.outputs();
    }
}
