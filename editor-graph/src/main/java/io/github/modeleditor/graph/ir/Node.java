package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Trait;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One operator of a graph: a reading view of its protobuf. Immutable. */
public final class Node {
    private final NodeProto proto;
    private final Operator kind;

    /**
     * A view.
     *
     * @param proto the operator
     */
    public Node(NodeProto proto) {
        this.proto = proto;
        kind = Operator.named(name(proto));
    }

    private static String name(NodeProto proto) {
        String domain = proto.getDomain();
        return domain.isEmpty() || domain.equals("ai.onnx") ? proto.getOpType() : domain + ":" + proto.getOpType();
    }

    /**
     * The protobuf behind the view.
     *
     * @return the message
     */
    public NodeProto proto() {
        return proto;
    }

    /**
     * What the node is called.
     *
     * @return its name, or that of its first output where it has none
     */
    public String name() {
        return proto.getName().isEmpty() ? proto.getOutput(0) : proto.getName();
    }

    /**
     * The operator's name in its domain.
     *
     * @return such as {@code MatMul}, or {@code com.microsoft:FusedMatMul} outside the standard domain
     */
    public String operator() {
        return kind == Operator.UNKNOWN ? name(proto) : kind.toString();
    }

    /**
     * What is known of the operator.
     *
     * @return its entry in the table; {@link Operator#UNKNOWN} where it has none
     */
    public Operator kind() {
        return kind;
    }

    /**
     * Whether it is of an operator.
     *
     * @param operator which
     * @return true if so
     */
    public boolean is(Operator operator) {
        return kind == operator;
    }

    /**
     * Whether its operator is of a family.
     *
     * @param family which
     * @return true if so
     */
    public boolean is(Family family) {
        return kind.is(family);
    }

    /**
     * Whether something holds of its operator.
     *
     * @param trait what
     * @return true if it does
     */
    public boolean is(Trait trait) {
        return kind.is(trait);
    }

    /**
     * Whether what it reads goes no further: it makes shapes, indices or truths.
     *
     * @return true if so
     */
    public boolean endsFlow() {
        return kind.family().endsFlow();
    }

    /**
     * The outputs that may hold floating-point numbers.
     *
     * @return all but indices
     */
    public List<String> numbers() {
        return is(Trait.INDICES_BEHIND) ? outputs().subList(0, 1) : outputs();
    }

    /**
     * What it reads.
     *
     * @return value names; an omitted optional input is empty
     */
    public List<String> inputs() {
        return proto.getInputList();
    }

    /**
     * One thing it reads.
     *
     * @param index counted from 0
     * @return a value name
     */
    public String input(int index) {
        return proto.getInput(index);
    }

    /**
     * Whether an optional input is given.
     *
     * @param index counted from 0
     * @return true if it is there and not omitted
     */
    public boolean hasInput(int index) {
        return index < proto.getInputCount() && !proto.getInput(index).isEmpty();
    }

    /**
     * What it makes.
     *
     * @return value names; an omitted optional output is empty
     */
    public List<String> outputs() {
        return proto.getOutputList();
    }

    /**
     * The first thing it makes.
     *
     * @return a value name
     */
    public String output() {
        return proto.getOutput(0);
    }

    /**
     * An integer attribute.
     *
     * @param attribute its name
     * @param absent the operator's default
     * @return its value
     */
    public long integer(String attribute, long absent) {
        return attribute(attribute).map(AttributeProto::getI).orElse(absent);
    }

    /**
     * A float attribute.
     *
     * @param attribute its name
     * @param absent the operator's default
     * @return its value
     */
    public float number(String attribute, float absent) {
        return attribute(attribute).map(AttributeProto::getF).orElse(absent);
    }

    /**
     * A string attribute.
     *
     * @param attribute its name
     * @param absent the operator's default
     * @return its value
     */
    public String text(String attribute, String absent) {
        return attribute(attribute).map(a -> a.getS().toStringUtf8()).orElse(absent);
    }

    /**
     * An attribute that is a list of integers.
     *
     * @param attribute its name
     * @return its values, if it is there
     */
    public Optional<List<Long>> integers(String attribute) {
        return attribute(attribute).map(AttributeProto::getIntsList);
    }

    /**
     * An attribute.
     *
     * @param attribute its name
     * @return its message, if it is there
     */
    public Optional<AttributeProto> attribute(String attribute) {
        return proto.getAttributeList().stream()
                .filter(a -> a.getName().equals(attribute))
                .findFirst();
    }

    /**
     * What an exporter noted about the node.
     *
     * @param key the entry's key
     * @return its value, if it is there
     */
    public Optional<String> metadata(String key) {
        return proto.getMetadataPropsList().stream()
                .filter(entry -> entry.getKey().equals(key))
                .map(entry -> entry.getValue())
                .findFirst();
    }

    /**
     * The same node, reading other values.
     *
     * @param instead values to read, by the names of those they come instead of
     * @return a node with this one's outputs
     */
    public Node reading(Map<String, String> instead) {
        NodeProto.Builder copy = proto.toBuilder().clearInput();
        inputs().forEach(input -> copy.addInput(instead.getOrDefault(input, input)));
        return new Node(copy.build());
    }

    @Override
    public String toString() {
        return operator() + " " + name();
    }
}
