package io.github.modeleditor.graph.lora;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.HalfPrecision;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Tensors;
import io.github.modeleditor.graph.lora.Projection.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds an adapter to each projection: {@code y = xW} becomes {@code y = xW + (xA)B}, with A and B as graph inputs and
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
            projection.nodes().forEach(node -> attach(builder, projection, node));
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

    private static void attach(GraphBuilder builder, Projection projection, Node node) {
        String y = node.output();
        String base = builder.fresh(y + "/base");
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(node.proto().toBuilder().setOutput(0, base).build()));
        String delta = projection.kind() == Kind.EMBEDDING
                ? looked(builder, projection, node, base, nodes)
                : multiplied(builder, projection, node.input(0), y, nodes);
        if (HalfPrecision.isHalf(projection.type())) {
            delta = cast(builder, delta, projection.type(), nodes);
        }
        nodes.add(GraphBuilder.node(Operator.ADD, List.of(base, delta), y));
        builder.replace(node, nodes);
    }

    /** {@code (xA)B}. */
    private static String multiplied(
            GraphBuilder builder, Projection projection, String x, String y, List<Node> nodes) {
        String narrow = builder.fresh(y + "/lora_A");
        String delta = builder.fresh(y + "/lora_B");
        String single = HalfPrecision.isHalf(projection.type()) ? cast(builder, x, DataType.FLOAT, nodes) : x;
        nodes.add(GraphBuilder.node(Operator.MATMUL, List.of(single, projection.inputA()), narrow));
        nodes.add(GraphBuilder.node(Operator.MATMUL, List.of(narrow, projection.inputB()), delta));
        return delta;
    }

    private static String cast(GraphBuilder builder, String value, DataType type, List<Node> nodes) {
        String output = builder.fresh(value + "/" + type);
        nodes.add(GraphBuilder.node(Operator.CAST, List.of(value), output, Attributes.integer("to", type.getNumber())));
        return output;
    }

    /** {@code A[ids]B}, over all ids in a row, since the gradient of a lookup is known for a list of indices. */
    private static String looked(
            GraphBuilder builder, Projection projection, Node node, String base, List<Node> nodes) {
        String y = node.output();
        String ids = builder.fresh(y + "/lora_ids");
        String rows = builder.fresh(y + "/lora_A");
        String flat = builder.fresh(y + "/lora_B");
        String shape = builder.fresh(y + "/lora_shape");
        String delta = builder.fresh(y + "/lora_delta");
        nodes.add(GraphBuilder.node(Operator.RESHAPE, List.of(node.input(1), builder.integers(-1)), ids));
        nodes.add(GraphBuilder.node(Operator.GATHER, List.of(projection.inputA(), ids), rows));
        nodes.add(GraphBuilder.node(Operator.MATMUL, List.of(rows, projection.inputB()), flat));
        nodes.add(GraphBuilder.node(Operator.SHAPE, List.of(base), shape));
        nodes.add(GraphBuilder.node(Operator.RESHAPE, List.of(flat, shape), delta));
        return delta;
    }
}
