package io.github.modeleditor.graph.grad;

import io.github.modeleditor.graph.ir.Operators;
import java.util.Optional;
import java.util.Set;

/**
 * What each row counts in the gradients of some parameters. The gradient of a matrix that multiplies rows is a sum over them, and
 * becomes
 *
 * <pre>
 *   dA = sum_t w_t x_t dy_t^T
 * </pre>
 *
 * <p>What is passed on to x is as it was: only what the parameter itself learns is weighed. Immutable.
 *
 * @param parameters matrices whose gradients are weighed
 * @param ofRows where the weights are
 */
public record RowWeights(Set<String> parameters, Weights ofRows) {
    public RowWeights {
        parameters = Set.copyOf(parameters);
    }

    /** Where the weights of rows are. */
    @FunctionalInterface
    public interface Weights {
        /**
         * The weights of a value's rows.
         *
         * @param rows a value of the forward pass that a parameter multiplies
         * @param operators what adds nodes to the way back, where it takes any
         * @return the name of a value, float [rows, 1]
         */
        String of(String rows, Operators operators);
    }

    /**
     * Gradients in which all rows count alike.
     *
     * @return weights of no parameter
     */
    public static RowWeights none() {
        return new RowWeights(Set.of(), (rows, operators) -> rows);
    }

    Optional<String> of(String parameter, String rows, Operators operators) {
        return parameters.contains(parameter) ? Optional.of(ofRows.of(rows, operators)) : Optional.empty();
    }
}
