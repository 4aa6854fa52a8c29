package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tokens, masks and positions are fed as 64-bit integers; where a graph takes another type, as ONNX Runtime's own tools write, it is cast. */
final class InputTypes {
    private static final List<String> FED = List.of("input_ids", "attention_mask", "position_ids");

    private InputTypes() {}

    /** The same graph where it takes 64-bit integers; branches inside nodes keep reading what they name. */
    static Graph of(Graph graph) {
        Map<String, DataType> others = new HashMap<>();
        for (ValueInfoProto input : graph.inputs()) {
            DataType type = ElementTypes.of(input.getType().getTensorType().getElemType());
            if (FED.contains(input.getName()) && type != DataType.INT64 && type != DataType.UNDEFINED) {
                others.put(input.getName(), type);
            }
        }
        if (others.isEmpty()) {
            return graph;
        }
        GraphBuilder builder = GraphBuilder.rewriting(graph);
        builder.changeInputs(InputTypes::integers);
        Map<String, String> cast = new HashMap<>();
        others.forEach((name, type) ->
                cast.put(name, builder.emit(Operator.CAST, List.of(name), Attributes.integer("to", type.getNumber()))));
        for (Node node : graph.nodes()) {
            builder.add(node.reading(cast));
        }
        return builder.build();
    }

    private static ValueInfoProto integers(ValueInfoProto input) {
        if (!FED.contains(input.getName())) {
            return input;
        }
        ValueInfoProto.Builder changed = input.toBuilder();
        changed.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.INT64.getNumber());
        return changed.build();
    }
}
