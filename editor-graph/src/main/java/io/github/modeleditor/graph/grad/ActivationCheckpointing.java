package io.github.modeleditor.graph.grad;

import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Trait;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Segments of the forward pass as the way back sees them: what is not kept is computed once more.
 *
 * <p>ONNX Runtime would take the second nodes for the first, or compute them at once. So what they read of the first ones they
 * read in a shape that is known no sooner than the gradient that comes in after the segment.
 */
final class ActivationCheckpointing {
    private final Recomputation recomputation;
    private final GraphBuilder builder;
    private final Operators operators;
    private final Map<String, ValueType> types;
    /** The values of the forward pass, by those that stand in their place. */
    private final Map<String, String> originals = new HashMap<>();

    ActivationCheckpointing(
            Recomputation recomputation, GraphBuilder builder, Operators operators, Map<String, ValueType> types) {
        this.recomputation = recomputation;
        this.types = types;
        this.builder = builder;
        this.operators = operators;
    }

    /** The value of the forward pass that this one equals. */
    String original(String value) {
        return originals.getOrDefault(value, value);
    }

    /**
     * A segment for the way back. What is cheap or, by layers, everything is added to the graph once more; what is kept stays
     * what it is, and reads what is computed once more where it is to be differentiated.
     *
     * @param segment between two states of the residual stream; it has an input
     * @param gradient that of the segment's output
     * @return its nodes, in their order
     */
    List<Node> nodes(Segment segment, String gradient) {
        Set<String> kept = new HashSet<>();
        Set<String> made = new HashSet<>(Set.of(Objects.requireNonNull(segment.input())));
        Map<String, String> recomputed = new HashMap<>();
        Map<String, String> recomputedOrLate = new HashMap<>();
        Map<Integer, String> shapes = new HashMap<>();
        UnaryOperator<String> late = value -> {
            String shape = shapes.computeIfAbsent(
                    Objects.requireNonNull(types.get(value)).rank(),
                    rank -> operators.unchangedShapeAfter(value, List.of(gradient)));
            String waiting = operators.reshape(value, shape);
            originals.put(waiting, value);
            return waiting;
        };
        List<Node> nodes = new ArrayList<>();
        for (Node node : segment.nodes()) {
            if (isKept(node, kept)) {
                kept.addAll(node.outputs());
                nodes.add(node.reading(recomputed));
            } else {
                node.inputs().stream()
                        .filter(made::contains)
                        .forEach(read -> recomputedOrLate.computeIfAbsent(read, late));
                nodes.add(builder.addCopy(node, "recomputed", recomputedOrLate));
                for (String output : node.outputs()) {
                    String second = Objects.requireNonNull(recomputedOrLate.get(output));
                    recomputed.put(output, second);
                    originals.put(second, output);
                }
            }
            made.addAll(node.outputs());
        }
        return nodes;
    }

    /** A sum of what is kept, as that of a projection and its adapter, is kept itself: its terms would take more. */
    private boolean isKept(Node node, Set<String> kept) {
        if (recomputation == Recomputation.LAYERS) {
            return false;
        }
        return !node.is(Trait.CHEAP)
                || (node.is(Operator.ADD) && node.inputs().stream().anyMatch(kept::contains));
    }
}
