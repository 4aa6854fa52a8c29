package io.github.modeleditor.graph.ir;

import io.github.modeleditor.graph.ir.Operator.Trait;

/** How many inputs an operator cannot do without, as its schema says. Where it says less, readers of nodes ask first. */
final class NodeArity {
    /** From here on axes, splits and the like are inputs, no attributes. */
    private static final long AXES_AS_INPUTS = 13;

    private NodeArity() {}

    /**
     * The inputs that have to be named, from the first on.
     *
     * @param operator which
     * @param opset the version of the standard operators
     * @return 0 for an operator that nothing is known of
     */
    static int required(Operator operator, long opset) {
        return switch (operator) {
            case UNKNOWN, CONSTANT, LOOP, SCAN -> 0;
            case MAX, MIN, IS_NAN, IS_INF, NOT, SQUEEZE, FLATTEN, TRANSPOSE, CONCAT, SPLIT, TRILU -> 1;
            case UNSQUEEZE, PAD, TOP_K -> opset < AXES_AS_INPUTS ? 1 : 2;
            case SLICE -> opset < AXES_AS_INPUTS ? 1 : 3;
            case WHERE, SCATTER_ND, SCATTER_ELEMENTS, RANGE, ONE_HOT, STANDARD_ATTENTION -> 3;
            case LAYER_NORMALIZATION, SIMPLIFIED_LAYER_NORMALIZATION, RMS_NORMALIZATION -> 2;
            case SKIP_LAYER_NORMALIZATION, SKIP_SIMPLIFIED_LAYER_NORMALIZATION, ROTARY_EMBEDDING -> 3;
            case MICROSOFT_ROTARY_EMBEDDING, MATMUL_INTEGER_TO_FLOAT -> 4;
            case ATTENTION, BIAS_GELU, QUANTIZE_LINEAR -> 2;
            default -> ofFamily(operator);
        };
    }

    private static int ofFamily(Operator operator) {
        if (operator.is(Trait.QUANTIZED)) {
            return 3;
        }
        return switch (operator.family()) {
            case PRODUCT, ARITHMETIC, LOOKUP, COMPARISON -> 2;
            case RESHAPING, MOVING -> 2;
            default -> 1;
        };
    }

    /**
     * The inputs that have to be there, named or left out.
     *
     * @param operator which
     * @return as many
     */
    static int listed(Operator operator) {
        return operator == Operator.GROUP_QUERY_ATTENTION ? 7 : 0;
    }
}
