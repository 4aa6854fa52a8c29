package io.github.modeleditor.graph.cache;

import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the lengths of a graph's values are made of, learned from their shapes in two batches. Immutable. */
public final class Lengths {
    /**
     * The size of a batch.
     *
     * @param rows texts
     * @param columns tokens of each
     */
    public record Size(int rows, int columns) {}

    /** The batch of the first shapes. With the second, rows, columns, their product and each plus or minus 1 grow unlike. */
    public static final Size FIRST = new Size(1, 3);

    /** The batch of the second shapes. */
    public static final Size SECOND = new Size(2, 4);

    private final Graph graph;
    private final Map<String, List<Length>> known = new HashMap<>();

    private Lengths(Graph graph) {
        this.graph = graph;
    }

    /**
     * Compares shapes.
     *
     * @param graph whose values they are of
     * @param first by value name, in a batch of {@link #FIRST}
     * @param second in one of {@link #SECOND}
     * @return what is known of every value that is in both
     */
    public static Lengths of(Graph graph, Map<String, List<Long>> first, Map<String, List<Long>> second) {
        Lengths lengths = new Lengths(graph);
        first.forEach((value, shape) -> {
            List<Long> other = second.get(value);
            if (other != null && other.size() == shape.size()) {
                List<Length> found = new ArrayList<>();
                for (int axis = 0; axis < shape.size(); axis++) {
                    Length.of(shape.get(axis), other.get(axis)).ifPresent(found::add);
                }
                if (found.size() == shape.size()) {
                    lengths.known.put(value, List.copyOf(found));
                }
            }
        });
        return lengths;
    }

    /** The lengths of a value; empty where one of them is no multiple of what a batch has. */
    Optional<List<Length>> of(String value) {
        Weight weight = graph.weights().get(value);
        return weight == null
                ? Optional.ofNullable(known.get(value))
                : Optional.of(weight.shape().stream()
                        .map(length -> new Length(length, false, false))
                        .toList());
    }

    /** Whether a value has, as far as is known, something of each token. */
    boolean growsWithTokens(String value) {
        return of(value)
                .filter(lengths -> lengths.stream().anyMatch(Length::ofColumns))
                .isPresent();
    }
}
