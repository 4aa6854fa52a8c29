package io.github.modeleditor.graph.grad;

import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Operator;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What is known of the values of a forward pass before it runs; of those that are computed again, what is known of the first ones. */
final class KnownValues {
    private final Graph graph;
    private final Map<String, ValueType> types;
    private final UnaryOperator<String> original;
    private final Set<String> testedForNaN;

    /**
     * Of a graph.
     *
     * @param graph of the forward pass
     * @param types what was observed of its values
     * @param original from a value that stands in the place of another one to that
     */
    KnownValues(Graph graph, Map<String, ValueType> types, UnaryOperator<String> original) {
        this.graph = graph;
        this.types = types;
        this.original = original;
        testedForNaN = graph.nodes().stream()
                .filter(node -> node.is(Operator.IS_NAN))
                .map(node -> node.input(0))
                .collect(Collectors.toSet());
    }

    ValueType type(String value) {
        ValueType type = types.get(original.apply(value));
        if (type == null) {
            throw new IllegalStateException("nothing is known of the value " + value);
        }
        return type;
    }

    /** Whether the graph itself reckons with elements that are no numbers. */
    boolean isTestedForNaN(String value) {
        return testedForNaN.contains(original.apply(value));
    }

    OptionalDouble scalar(String value) {
        return graph.scalar(value);
    }
}
