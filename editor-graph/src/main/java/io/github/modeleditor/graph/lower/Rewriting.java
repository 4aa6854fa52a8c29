package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operators;
import io.github.modeleditor.graph.ir.Uses;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.ir.Widths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** A graph that is being rewritten, node by node in its order. */
final class Rewriting {
    private final Graph graph;
    private final GraphBuilder builder;
    private final Operators operators;
    private final Widths widths;
    private final Set<String> read;
    private final Map<String, String> shared = new HashMap<>();

    Rewriting(Graph graph, GraphBuilder builder) {
        this.graph = graph;
        this.builder = builder;
        operators = new Operators(builder);
        widths = Widths.ofAll(graph);
        read = read(graph);
    }

    Graph graph() {
        return graph;
    }

    GraphBuilder builder() {
        return builder;
    }

    Operators operators() {
        return operators;
    }

    /** Gives an output of the original graph its value; an output that is left out needs none. */
    void output(Node node, int index, String value) {
        if (index < node.outputs().size() && !node.outputs().get(index).isEmpty()) {
            builder.add(GraphBuilder.node(
                    Operator.IDENTITY, List.of(value), node.outputs().get(index)));
        }
    }

    /** Whether an output of a node is wanted. */
    static boolean hasOutput(Node node, int index) {
        return index < node.outputs().size() && !node.outputs().get(index).isEmpty();
    }

    /** Whether somebody reads an output of a node, or the graph gives it; mobius names those that nobody does. */
    boolean isRead(Node node, int index) {
        return hasOutput(node, index) && read.contains(node.outputs().get(index));
    }

    private static Set<String> read(Graph graph) {
        Set<String> read = new HashSet<>(Uses.readers(graph).keySet());
        graph.outputs().forEach(output -> read.add(output.getName()));
        return read;
    }

    /** A value that every layer needs alike: emitted for the first, read by the others. */
    String shared(String key, Supplier<String> expression) {
        String known = shared.get(key);
        if (known == null) {
            known = expression.get();
            shared.put(key, known);
        }
        return known;
    }

    /** A scalar integer. */
    String integer(long value) {
        return shared("integer " + value, () -> operators.squeeze(builder.integers(value), 0));
    }

    /** One length of a value's shape, as a vector of one integer. */
    String length(String value, int axis) {
        return operators.slice(operators.shape(value), 0, axis, axis + 1);
    }

    /** The integers from 0 to a length, which is a vector of one integer. */
    String range(String length) {
        return builder.emit(Operator.RANGE, List.of(integer(0), operators.squeeze(length, 0), integer(1)));
    }

    /** One of the operators of two inputs that have no method of their own. */
    String binary(Operator operator, String a, String b) {
        return builder.emit(operator, List.of(a, b));
    }

    /** A single-precision number. */
    String number(double value) {
        return builder.scalar(DataType.FLOAT, value);
    }

    /** [batch, tokens, heads * width] as [batch, heads, tokens, width]. */
    String heads(String value, long heads) {
        return operators.transpose(operators.reshape(value, builder.integers(0, 0, heads, -1)), 0, 2, 1, 3);
    }

    /** The parts of a value along an axis. */
    List<String> split(String value, long axis, long... lengths) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            parts.add(builder.fresh(Operator.SPLIT.simpleName()));
        }
        NodeProto.Builder split = NodeProto.newBuilder()
                .setName(parts.get(0))
                .setOpType(Operator.SPLIT.simpleName())
                .addInput(value)
                .addInput(builder.integers(lengths))
                .addAllOutput(parts)
                .addAttribute(Attributes.integer("axis", axis));
        builder.add(new Node(split.build()));
        return parts;
    }

    /** Writes the width of a cache's heads into the graph's input, where the exporter has left it open. */
    void sayWidth(Node node, int input, long width) {
        String name = node.hasInput(input) ? node.input(input) : "";
        builder.changeInputs(info -> {
            boolean meant = info.getName().equals(name)
                    && info.getType().getTensorType().getShape().getDimCount() == 4;
            if (!meant) {
                return info;
            }
            ValueInfoProto.Builder said = info.toBuilder();
            said.getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder()
                    .getDimBuilder(3)
                    .setDimValue(width);
            return said.build();
        });
    }

    /** The width of the heads of [batch, heads, tokens, width] that a product was brought to, where the graph says it. */
    OptionalLong widthOfHeads(String value) {
        Node node = graph.producer(value);
        while (node != null && node.is(Operator.TRANSPOSE)) {
            node = graph.producer(node.input(0));
        }
        if (node == null) {
            return OptionalLong.empty();
        }
        Weight shape = node.is(Operator.RESHAPE) ? graph.weights().get(node.input(1)) : null;
        List<Long> lengths = shape == null ? List.of() : shape.integers(4).orElse(List.of());
        if (lengths.size() != 4) {
            return OptionalLong.empty();
        }
        if (lengths.get(3) > 0) {
            return OptionalLong.of(lengths.get(3));
        }
        OptionalLong all = width(node.input(0));
        return all.isPresent() && lengths.get(2) > 0
                ? OptionalLong.of(all.getAsLong() / lengths.get(2))
                : OptionalLong.empty();
    }

    /** Whether a value is certainly laid out by head, with four axes. */
    boolean isByHead(String value) {
        Node node = graph.producer(value);
        while (node != null
                && (node.is(Family.ROTATION) || node.is(Family.NORMALIZING) || node.is(Operator.IDENTITY))) {
            node = graph.producer(node.input(0));
        }
        return node != null
                && node.is(Operator.TRANSPOSE)
                && node.integers("perm").filter(axes -> axes.size() == 4).isPresent();
    }

    /** The last length of a value, where the graph says it. */
    OptionalLong width(String value) {
        return widths.of(value);
    }
}
