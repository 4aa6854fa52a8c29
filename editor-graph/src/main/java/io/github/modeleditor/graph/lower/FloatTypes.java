package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.HalfPrecision;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Uses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which values of a graph are of half precision, read off its weights, inputs and casts: what else gives floating-point numbers
 * gives them in the type in which it is given some. So a graph can be looked at in single precision, where there are no kernels for
 * its own.
 */
public final class FloatTypes {
    private final Map<String, DataType> halves = new HashMap<>();

    private FloatTypes(Graph graph) {
        graph.weights().values().forEach(weight -> note(weight.name(), weight.type()));
        graph.inputs()
                .forEach(input -> note(
                        input.getName(),
                        ElementTypes.of(input.getType().getTensorType().getElemType())));
        for (Node node : graph.nodes()) {
            given(node).ifPresent(type -> node.outputs().forEach(output -> note(output, type)));
        }
    }

    /**
     * Reads a graph.
     *
     * @param graph in any precision
     * @return the types of its values
     */
    public static FloatTypes of(Graph graph) {
        return new FloatTypes(graph);
    }

    /**
     * What a value is that is of single precision in {@link SinglePrecision#of the same graph in single precision}.
     *
     * @param value its name
     * @return {@code FLOAT16}, {@code BFLOAT16} or {@code FLOAT}
     */
    public DataType of(String value) {
        return halves.getOrDefault(value, DataType.FLOAT);
    }

    private void note(String value, DataType type) {
        if (HalfPrecision.isHalf(type)) {
            halves.put(value, type);
        }
    }

    /** The type that a node says, or else that of what it reads. */
    private Optional<DataType> given(Node node) {
        Optional<DataType> said = node.proto().getAttributeList().stream()
                .flatMap(FloatTypes::said)
                .findFirst();
        return said.isPresent()
                ? said
                : Uses.of(node).stream()
                        .filter(halves::containsKey)
                        .map(halves::get)
                        .findFirst();
    }

    private static Stream<DataType> said(AttributeProto attribute) {
        if (List.of("to", "dtype").contains(attribute.getName())) {
            return Stream.of(ElementTypes.of((int) attribute.getI()));
        }
        return attribute.hasT() ? Stream.of(ElementTypes.of(attribute.getT().getDataType())) : Stream.empty();
    }
}
