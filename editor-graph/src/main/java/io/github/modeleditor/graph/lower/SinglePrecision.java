package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.HalfPrecision;
import io.github.modeleditor.graph.ir.Node;
import java.util.List;

/**
 * A graph of half precision as one of single precision with the same weights. On the CPU ONNX Runtime computes most operators
 * in single precision anyway, with a cast before and after; here nothing is rounded in between.
 */
public final class SinglePrecision {
    private SinglePrecision() {}

    static boolean isNeeded(Graph graph) {
        return graph.weights().values().stream().anyMatch(weight -> HalfPrecision.isHalf(weight.type()));
    }

    /**
     * Widens a graph.
     *
     * @param graph in any precision
     * @return a graph with the same names, in which every number of half precision is one of single precision
     */
    public static Graph of(Graph graph) {
        GraphBuilder builder = GraphBuilder.rewriting(graph);
        builder.changeInputs(SinglePrecision::widened);
        builder.changeOutputs(SinglePrecision::widened);
        graph.weights().values().stream()
                .filter(weight -> HalfPrecision.isHalf(weight.type()))
                .forEach(weight -> builder.weight(HalfPrecision.widened(weight)));
        for (Node node : graph.nodes()) {
            builder.add(new Node(widened(node.proto())));
        }
        return builder.build();
    }

    private static boolean isHalf(TensorProto tensor) {
        return HalfPrecision.isHalf(ElementTypes.of(tensor.getDataType()));
    }

    private static boolean isHalf(long type) {
        return HalfPrecision.isHalf(ElementTypes.of((int) type));
    }

    private static ValueInfoProto widened(ValueInfoProto info) {
        TypeProto.Tensor type = info.getType().getTensorType();
        if (!isHalf(type.getElemType())) {
            return info;
        }
        ValueInfoProto.Builder single = info.toBuilder();
        single.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.getNumber());
        return single.build();
    }

    /** Casts to half precision, constants of it, and both in subgraphs. */
    private static NodeProto widened(NodeProto node) {
        NodeProto.Builder single = node.toBuilder();
        for (AttributeProto.Builder attribute : single.getAttributeBuilderList()) {
            if (List.of("to", "dtype").contains(attribute.getName()) && isHalf(attribute.getI())) {
                attribute.setI(DataType.FLOAT.getNumber());
            }
            if (attribute.hasT() && isHalf(attribute.getT())) {
                attribute.setT(HalfPrecision.widened(attribute.getT()));
            }
            if (attribute.hasG()) {
                attribute.setG(widened(attribute.getG()));
            }
        }
        return single.build();
    }

    private static GraphProto widened(GraphProto graph) {
        GraphProto.Builder single = graph.toBuilder().clearNode();
        graph.getNodeList().forEach(node -> single.addNode(widened(node)));
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (isHalf(graph.getInitializer(i))) {
                single.setInitializer(i, HalfPrecision.widened(graph.getInitializer(i)));
            }
        }
        for (int i = 0; i < graph.getOutputCount(); i++) {
            single.setOutput(i, widened(graph.getOutput(i)));
        }
        return single.build();
    }
}
