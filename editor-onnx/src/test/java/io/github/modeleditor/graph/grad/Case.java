package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Graphs;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.onnx.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One form of an operator, as a graph of one node. Every call returns a new case with one operand or setting more. A length
 * below zero is dynamic: -2 is 2 in the first run and 3 in the second.
 */
record Case(
        String operator,
        String form,
        int opset,
        DataType type,
        List<Operand> operands,
        List<AttributeProto> attributes,
        List<Boolean> outputs) {

    /** How an operand comes about. */
    enum Kind {
        /** Differentiated; between 1/4 and 5/4, of either sign. */
        VARIABLE,
        /** Differentiated; between 1/4 and 5/4. */
        POSITIVE,
        /** Fed, without a gradient. */
        FED,
        /** An initializer. */
        CONSTANT,
        /** An optional input that is not given. */
        OMITTED
    }

    record Operand(Kind kind, DataType type, List<Long> dimensions, List<Double> elements) {
        boolean isDifferentiated() {
            return kind == Kind.VARIABLE || kind == Kind.POSITIVE;
        }

        private List<Long> shape(int run) {
            return dimensions.stream().map(d -> d < 0 ? run - d : d).toList();
        }

        Tensor tensor(int run, Random random) {
            List<Long> shape = shape(run);
            if (kind == Kind.FED || kind == Kind.CONSTANT) {
                return Tensor.of(
                        type, shape, elements.stream().mapToDouble(e -> e).toArray());
            }
            Tensor tensor = Tensor.random(type, shape, random);
            double[] values = tensor.elements();
            Arrays.setAll(values, i -> (values[i] < 0 && kind == Kind.VARIABLE ? -0.25 : 0.25) + away(values[i]));
            return tensor;
        }

        private double away(double value) {
            return kind == Kind.VARIABLE ? value : Math.abs(value);
        }
    }

    static Case check(String operator, String form) {
        return new Case(operator, form, 18, DataType.DOUBLE, List.of(), List.of(), List.of(true));
    }

    Case x(long... dimensions) {
        return with(new Operand(Kind.VARIABLE, type, Longs.asList(dimensions), List.of()));
    }

    Case positive(long... dimensions) {
        return with(new Operand(Kind.POSITIVE, type, Longs.asList(dimensions), List.of()));
    }

    Case number(double value) {
        return with(new Operand(Kind.CONSTANT, type, List.of(), List.of(value)));
    }

    Case index(long value) {
        return with(new Operand(Kind.CONSTANT, DataType.INT64, List.of(), List.of((double) value)));
    }

    Case integers(long... values) {
        return with(new Operand(Kind.CONSTANT, DataType.INT64, List.of((long) values.length), doubles(values)));
    }

    Case numbers(List<Long> dimensions, double... values) {
        return with(new Operand(Kind.CONSTANT, type, dimensions, Doubles.asList(values)));
    }

    Case bytes(List<Long> dimensions, long... values) {
        return with(new Operand(Kind.CONSTANT, DataType.UINT8, dimensions, doubles(values)));
    }

    Case fed(List<Long> dimensions, long... values) {
        return with(new Operand(Kind.FED, DataType.INT64, dimensions, doubles(values)));
    }

    Case condition(List<Long> dimensions, long... values) {
        return with(new Operand(Kind.FED, DataType.BOOL, dimensions, doubles(values)));
    }

    Case omitted() {
        return with(new Operand(Kind.OMITTED, type, List.of(), List.of()));
    }

    Case integer(String name, long value) {
        return with(Attributes.integer(name, value));
    }

    Case list(String name, long... values) {
        return with(Attributes.integers(name, values));
    }

    Case real(String name, double value) {
        return with(Attributes.number(name, (float) value));
    }

    Case text(String name, String value) {
        return with(Attributes.text(name, value));
    }

    /** Several outputs; those that are false do not reach the loss. */
    Case outputs(Boolean... used) {
        return new Case(operator, form, opset, type, operands, attributes, List.of(used));
    }

    Case atOpset(int newOpset) {
        return new Case(operator, form, newOpset, type, operands, attributes, outputs);
    }

    /** For operators without a kernel for doubles; to be called before operands are added. */
    Case inFloat() {
        return new Case(operator, form, opset, DataType.FLOAT, operands, attributes, outputs);
    }

    private Case with(Operand operand) {
        List<Operand> more = append(operands, operand);
        return new Case(operator, form, opset, type, more, attributes, outputs);
    }

    private Case with(AttributeProto attribute) {
        List<AttributeProto> more = append(attributes, attribute);
        return new Case(operator, form, opset, type, operands, more, outputs);
    }

    private static <T> List<T> append(List<T> list, T element) {
        return ImmutableList.<T>builder().addAll(list).add(element).build();
    }

    private static List<Double> doubles(long[] values) {
        return Arrays.stream(values).asDoubleStream().boxed().toList();
    }

    private String name(int operand) {
        return operands.get(operand).kind() == Kind.OMITTED ? "" : "x" + operand;
    }

    /** The inputs that are differentiated. */
    List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i).isDifferentiated()) {
                names.add(name(i));
            }
        }
        return names;
    }

    /** The outputs that reach the loss. */
    List<String> results() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i)) {
                names.add("y" + i);
            }
        }
        return names;
    }

    Graph graph() {
        Map<String, DataType> inputs = new LinkedHashMap<>();
        List<TensorProto> constants = new ArrayList<>();
        NodeProto.Builder node = NodeProto.newBuilder().setName(operator).addAllAttribute(attributes);
        int colon = operator.indexOf(':');
        node.setDomain(colon < 0 ? "" : operator.substring(0, colon)).setOpType(operator.substring(colon + 1));
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = operands.get(i);
            node.addInput(name(i));
            if (operand.kind() == Kind.CONSTANT) {
                constants.add(operand.tensor(0, new Random(0)).toProto(name(i)));
            } else if (operand.kind() != Kind.OMITTED) {
                inputs.put(name(i), operand.type());
            }
        }
        for (int i = 0; i < outputs.size(); i++) {
            node.addOutput("y" + i);
        }
        return Graphs.of(opset, inputs, constants, List.of(new Node(node.build())), results());
    }

    /** What the graph is fed in a run. */
    Map<String, Tensor> feeds(int run, Random random) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i).isDifferentiated() || operands.get(i).kind() == Kind.FED) {
                feeds.put(name(i), operands.get(i).tensor(run, random));
            }
        }
        return feeds;
    }

    @Override
    public String toString() {
        return operator + ", " + form;
    }
}
