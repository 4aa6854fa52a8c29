package io.github.modeleditor.graph.plan;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.grad.RowWeights;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.loss.TargetLoss;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What each token counts in the gradients of adapters. Most projections multiply all tokens of a batch, and behind the last
 * attention some multiply those before targets alone. An embedding is looked up, and the head is asked at targets by what it is:
 * both learn as ever.
 */
public final class TokenWeights {
    /** The input, float [tokens, 1], in the order of the batch's rows. */
    public static final String INPUT = "token_weights";

    private TokenWeights() {}

    /** A graph that takes them beside what it took. */
    static Graph insert(Graph loss) {
        GraphBuilder builder = new GraphBuilder(loss);
        builder.input(INPUT, DataType.FLOAT, "tokens", 1L);
        return builder.build();
    }

    /** Where the weights of what the projections of such a graph multiply are. */
    static RowWeights of(Graph graph, List<Projection> projections) {
        List<Projection> products = projections.stream()
                .filter(projection -> projection.kind() == Projection.Kind.LINEAR)
                .toList();
        Set<String> atTargets = atTargets(graph);
        return new RowWeights(
                Set.copyOf(Projections.adapterInputs(products)),
                (rows, operators) -> atTargets.contains(rows) ? operators.gather(INPUT, TargetLoss.POSITIONS) : INPUT);
    }

    /** Values with a row for each target, or made of such. */
    private static Set<String> atTargets(Graph graph) {
        Set<String> values = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.inputs().stream()
                    .anyMatch(input -> input.equals(TargetLoss.POSITIONS) || values.contains(input))) {
                values.addAll(node.outputs());
            }
        }
        return values;
    }
}
