package io.github.modeleditor.graph.lower;

import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import java.util.List;

/** A bias and an activation in one operator. */
final class Activations {
    private Activations() {}

    /** {@code BiasGelu}: Gelu(x + bias). */
    static boolean biasGelu(Node node, Rewriting rewriting) {
        return biased(node, rewriting, Operator.MICROSOFT_GELU);
    }

    /** {@code FastGelu} with a bias: FastGelu(x + bias). */
    static boolean fastGelu(Node node, Rewriting rewriting) {
        return node.hasInput(1) && biased(node, rewriting, Operator.FAST_GELU);
    }

    private static boolean biased(Node node, Rewriting rewriting, Operator activation) {
        String sum = rewriting.operators().add(node.input(0), node.input(1));
        rewriting.builder().add(GraphBuilder.node(activation, List.of(sum), node.output()));
        return true;
    }
}
