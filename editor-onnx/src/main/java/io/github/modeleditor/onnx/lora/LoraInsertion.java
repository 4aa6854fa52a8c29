package io.github.modeleditor.onnx.lora;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.onnx.ir.Attributes;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.HalfPrecision;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Tensors;
import java.util.ArrayList;
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
            builder.input(projection.inputA(), adapterType(projection), projection.inputs(), "rank");
            builder.input(projection.inputB(), adapterType(projection), "rank", projection.outputs());
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
            builder.initializer(Tensors.empty(projection.inputA(), adapterType(projection), List.of(inputs, 0L)));
            builder.initializer(Tensors.empty(projection.inputB(), adapterType(projection), List.of(0L, outputs)));
        }
        return builder.build();
    }

    /** Adapters of weights in half precision are of single precision all the same. */
    private static DataType adapterType(Projection projection) {
        return HalfPrecision.isHalf(projection.type()) ? DataType.FLOAT : projection.type();
    }

    private static void attach(GraphBuilder builder, Projection projection) {
        Node node = projection.node();
        String y = node.output();
        String base = builder.fresh(y + "/base");
        String narrow = builder.fresh(y + "/lora_A");
        String delta = builder.fresh(y + "/lora_B");
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(node.proto().toBuilder().setOutput(0, base).build()));
        String x = node.input(0);
        String added = delta;
        boolean half = HalfPrecision.isHalf(projection.type());
        if (half) {
            x = builder.fresh(y + "/single");
            added = builder.fresh(y + "/half");
            nodes.add(cast(node.input(0), x, DataType.FLOAT));
        }
        nodes.add(GraphBuilder.node("MatMul", List.of(x, projection.inputA()), narrow));
        nodes.add(GraphBuilder.node("MatMul", List.of(narrow, projection.inputB()), delta));
        if (half) {
            nodes.add(cast(delta, added, projection.type()));
        }
        nodes.add(GraphBuilder.node("Add", List.of(base, added), y));
        builder.replace(node, nodes);
    }

    private static Node cast(String value, String output, DataType type) {
        return GraphBuilder.node("Cast", List.of(value), output, Attributes.integer("to", type.getNumber()));
    }
}
