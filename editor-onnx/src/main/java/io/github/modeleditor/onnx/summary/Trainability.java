package io.github.modeleditor.onnx.summary;

import com.google.common.collect.Lists;
import io.github.modeleditor.graph.grad.Rules;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Uses;
import io.github.modeleditor.graph.lora.Projection;
import java.util.HashSet;
import java.util.Set;

/**
 * From which values a gradient can be carried back from the graph's outputs: an operator without a rule bars the way to
 * everything below it.
 *
 * @param barred values with such an operator between them and an output
 */
record Trainability(Set<String> barred) {
    Trainability {
        barred = Set.copyOf(barred);
    }

    static Trainability of(Graph graph) {
        Set<String> barred = new HashSet<>();
        for (Node node : Lists.reverse(graph.nodes())) {
            boolean stops = Rules.stopsGradient(node);
            boolean ruled = Rules.of(node.kind()).isPresent();
            if (!stops && (!ruled || node.outputs().stream().anyMatch(barred::contains))) {
                barred.addAll(Uses.of(node));
            }
        }
        return new Trainability(barred);
    }

    boolean of(Projection projection) {
        return !barred.contains(projection.node().output());
    }
}
