package io.github.modeleditor.graph.lower;

import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import java.util.List;

/** A bias and an activation in one operator. */
final class Activations {
    private Activations() {}

    /** {@code BiasGelu}: Gelu(x + bias). */
    static boolean biasGelu(Node node, Rewriting rewriting) {
        return biased(node, rewriting, "Gelu");
    }

    /** {@code FastGelu} with a bias: FastGelu(x + bias). */
    static boolean fastGelu(Node node, Rewriting rewriting) {
        return node.hasInput(1) && biased(node, rewriting, "FastGelu");
    }

    private static boolean biased(Node node, Rewriting rewriting, String activation) {
        String sum = rewriting.operators().add(node.input(0), node.input(1));
        rewriting
                .builder()
                .add(GraphBuilder.node(GraphBuilder.MICROSOFT + ":" + activation, List.of(sum), node.output()));
        return true;
    }
}
