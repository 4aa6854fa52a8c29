package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operators;
import java.util.Set;

/**
 * What each token counts in the gradients of some parameters. The gradient of a matrix that multiplies tokens is a sum over them, and
 * becomes
 *
 * <pre>
 *   dA = sum_t w_t x_t dy_t^T
 * </pre>
 *
 * <p>What is passed on to x is as it was: only what the parameter itself learns is weighed. Immutable.
 */
final class TokenWeights {
    private final Set<String> parameters;

    /**
     * Weights of tokens.
     *
     * @param parameters the matrices whose gradients they weigh
     */
    TokenWeights(Set<String> parameters) {
        this.parameters = Set.copyOf(parameters);
    }

    /** Adds the input that takes them, where there is a parameter. */
    void declare(GraphBuilder builder) {
        if (!parameters.isEmpty()) {
            builder.input(GradientBuilder.TOKEN_WEIGHTS, DataType.FLOAT, "tokens", 1L);
        }
    }

    boolean concern(String parameter) {
        return parameters.contains(parameter);
    }

    /**
     * Weighs the tokens of a value.
     *
     * @param operators to write with
     * @param rows a matrix with a row for each token
     * @param type its elements
     * @return the matrix, each row multiplied by its token's weight
     */
    String weigh(Operators operators, String rows, DataType type) {
        String weights = type == DataType.FLOAT
                ? GradientBuilder.TOKEN_WEIGHTS
                : operators.cast(GradientBuilder.TOKEN_WEIGHTS, type);
        return operators.multiply(rows, weights);
    }
}
