package io.github.modeleditor.graph.lower;

import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Weight;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/**
 * What those ask of a graph who look for a form in it.
 *
 * @param graph where they look
 */
record Patterns(Graph graph) {
    /** The node that makes a value, if it is of that operator. */
    Optional<Node> made(String value, Operator operator) {
        return Optional.ofNullable(graph.producer(value)).filter(node -> node.is(operator));
    }

    /** What is found in the operands of an operator that does not mind their order, first as they stand. */
    static <T> Optional<T> either(Node node, Operator operator, BiFunction<String, String, Optional<T>> operands) {
        return node.is(operator)
                ? operands.apply(node.input(0), node.input(1)).or(() -> operands.apply(node.input(1), node.input(0)))
                : Optional.empty();
    }

    /** The same of the node that makes a value. */
    <T> Optional<T> either(String value, Operator operator, BiFunction<String, String, Optional<T>> operands) {
        return made(value, operator).flatMap(node -> either(node, operator, operands));
    }

    /** The one integer of a constant operand; empty where the operand is missing, no constant, or of several. */
    OptionalLong integer(Node node, int operand) {
        Weight constant = node.hasInput(operand) ? graph.weights().get(node.input(operand)) : null;
        List<Long> values = Optional.ofNullable(constant)
                .flatMap(weight -> weight.integers(1))
                .orElse(List.of());
        return values.size() == 1 ? OptionalLong.of(values.get(0)) : OptionalLong.empty();
    }
}
