package io.github.modeleditor.graph.decoder;

import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Weight;
import java.util.List;
import java.util.Optional;

/**
 * What an export does to compute the logits of the last position alone: it takes that position out of the hidden states,
 * [batch, sequence, hidden], before the product with the vocabulary. Training needs the others too.
 */
public final class Positions {
    /** The axis of positions. */
    private static final long SEQUENCE = 1;

    private static final int FEW = 4;

    private Positions() {}

    /**
     * Whether a node picks some positions.
     *
     * @param node any node
     * @param graph where it stands
     * @return true for a slice of the second axis alone, or a gather along it
     */
    public static boolean chooses(Node node, Graph graph) {
        return switch (node.kind()) {
            case SLICE -> node.hasInput(3) && integers(node.input(3), graph).equals(Optional.of(List.of(SEQUENCE)));
            case GATHER ->
                node.integer("axis", 0) == SEQUENCE
                        && integers(node.input(1), graph).isPresent();
            default -> false;
        };
    }

    /** The hidden states of all positions, where a head reads some of them; the same where it reads all. */
    static String all(String hidden, Graph graph) {
        String value = hidden;
        String whole = hidden;
        Node node = graph.producer(value);
        while (node != null && (chooses(node, graph) || node.is(Family.RESHAPING) || node.is(Operator.IDENTITY))) {
            value = node.input(0);
            whole = chooses(node, graph) ? value : whole;
            node = graph.producer(value);
        }
        return whole;
    }

    private static Optional<List<Long>> integers(String value, Graph graph) {
        Weight weight = graph.weights().get(value);
        return weight == null ? Optional.empty() : weight.integers(FEW);
    }
}
