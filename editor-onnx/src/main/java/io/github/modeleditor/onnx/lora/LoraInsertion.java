package io.github.modeleditor.onnx.lora;

import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Tensors;
import java.util.List;

/**
 * Puts an adapter behind each projection: {@code y = xW} becomes {@code y = xW + (xA)B}, with A and B as graph inputs and
 * the scale {@code alpha / rank} folded into B.
 */
public final class LoraInsertion {
    private LoraInsertion() {}

    /**
     * Adapters that must be fed, for training and scoring.
     *
     * @param graph a lowered graph
     * @param projections what to attach to
     * @return a graph with two more inputs for each projection
     */
    public static Graph insert(Graph graph, List<Projection> projections) {
        GraphBuilder builder = new GraphBuilder(graph);
        for (Projection projection : projections) {
            attach(builder, projection);
            builder.input(projection.inputA(), projection.type(), projection.inputs(), "rank");
            builder.input(projection.inputB(), projection.type(), "rank", projection.outputs());
        }
        return builder.build();
    }

    /**
     * Adapters that may be fed: each input has a default of width zero, so that the graph runs unedited too.
     *
     * @param graph a graph
     * @param projections what to attach to
     * @return a graph with two more optional inputs for each projection
     */
    public static Graph insertOptional(Graph graph, List<Projection> projections) {
        GraphBuilder builder = new GraphBuilder(insert(graph, projections));
        for (Projection projection : projections) {
            long inputs = projection.inputs();
            long outputs = projection.outputs();
            builder.initializer(Tensors.empty(projection.inputA(), projection.type(), List.of(inputs, 0L)));
            builder.initializer(Tensors.empty(projection.inputB(), projection.type(), List.of(0L, outputs)));
        }
        return builder.build();
    }

    private static void attach(GraphBuilder builder, Projection projection) {
        Node node = projection.node();
        String y = node.output();
        String base = builder.fresh(y + "/base");
        String narrow = builder.fresh(y + "/lora_A");
        String delta = builder.fresh(y + "/lora_B");
        builder.replace(
                node,
                List.of(
                        new Node(node.proto().toBuilder().setOutput(0, base).build()),
                        GraphBuilder.node("MatMul", List.of(node.input(0), projection.inputA()), narrow),
                        GraphBuilder.node("MatMul", List.of(narrow, projection.inputB()), delta),
                        GraphBuilder.node("Add", List.of(base, delta), y)));
    }
}
