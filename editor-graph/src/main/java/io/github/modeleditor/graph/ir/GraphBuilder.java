package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A copy of a graph that grows. Not thread-safe. */
public final class GraphBuilder {
    /** The domain of ONNX Runtime's own operators. */
    public static final String MICROSOFT = "com.microsoft";

    /** Of ONNX 1.16, which came with opset 21. */
    private static final long IR_VERSION = 10;

    private final Graph origin;
    private final List<Node> nodes;
    private final List<ValueInfoProto> inputs;
    private final List<ValueInfoProto> outputs;
    private final Map<String, Weight> weights;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /**
     * A builder that begins with all of a graph.
     *
     * @param graph what to begin with
     */
    public GraphBuilder(Graph graph) {
        this(graph, graph.nodes());
    }

    private GraphBuilder(Graph graph, List<Node> kept) {
        origin = graph;
        nodes = new ArrayList<>(kept);
        inputs = new ArrayList<>(graph.inputs());
        outputs = new ArrayList<>(graph.outputs());
        weights = new LinkedHashMap<>(graph.weights());
        graph.nodes().forEach(node -> names.addAll(node.outputs()));
        inputs.forEach(input -> names.add(input.getName()));
        names.addAll(weights.keySet());
    }

    /**
     * A builder that begins with nothing.
     *
     * @param folder where weights in files will lie
     * @param producer who makes the graph
     * @param opset the version of the standard operator set
     * @return a builder without inputs, nodes and outputs
     */
    public static GraphBuilder empty(Path folder, String producer, long opset) {
        ModelProto header = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(producer)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .build();
        return new GraphBuilder(new Graph(folder, header, List.of(), List.of(), List.of(), Map.of()));
    }

    /**
     * A copy that begins without nodes, to be rewritten node by node.
     *
     * @param graph what it is a copy of; the names of its values stay taken
     * @return a builder with the graph's inputs, outputs and weights
     */
    public static GraphBuilder rewriting(Graph graph) {
        return new GraphBuilder(graph, List.of());
    }

    /**
     * Adds a node after all others.
     *
     * @param node its inputs are there already
     */
    public void add(Node node) {
        nodes.add(node);
    }

    /**
     * The version of the standard operator set.
     *
     * @return the version all emitted nodes are read in
     */
    public long opset() {
        return origin.opset("");
    }

    /**
     * A value name that nothing else in the graph has.
     *
     * @param stem what it should remind of
     * @return the stem after a prefix, with a number where it is taken
     */
    public String fresh(String stem) {
        String name = "modeleditor/" + stem;
        while (!names.add(name)) {
            name = "modeleditor/" + stem + "_" + counts.merge(stem, 1, Integer::sum);
        }
        return name;
    }

    /**
     * Adds a node with one output of a fresh name at the end.
     *
     * @param operator which
     * @param operands value names
     * @param attributes made by {@link Attributes}
     * @return the output's name
     */
    public String emit(Operator operator, List<String> operands, AttributeProto... attributes) {
        String output = fresh(operator.simpleName());
        nodes.add(node(operator, operands, output, attributes));
        return output;
    }

    /**
     * A node with a given output, not yet added.
     *
     * @param operator which
     * @param operands value names
     * @param output the output's name, and the node's
     * @param attributes made by {@link Attributes}
     * @return the node
     */
    public static Node node(Operator operator, List<String> operands, String output, AttributeProto... attributes) {
        return new Node(NodeProto.newBuilder()
                .setName(output)
                .setDomain(operator.domain())
                .setOpType(operator.simpleName())
                .addAllInput(operands)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build());
    }

    /**
     * Adds a node once more at the end, with outputs of fresh names.
     *
     * @param node any node
     * @param stem what the fresh names should remind of
     * @param instead values to read instead of others; the fresh outputs join it, by the names of the first ones
     * @return the second node
     */
    public Node addCopy(Node node, String stem, Map<String, String> instead) {
        NodeProto.Builder copy = node.reading(instead).proto().toBuilder().clearOutput();
        for (String output : node.outputs()) {
            String fresh = output.isEmpty() ? output : fresh(stem);
            instead.put(output, fresh);
            copy.addOutput(fresh);
        }
        Node second = new Node(copy.setName(copy.getOutput(0)).build());
        add(second);
        return second;
    }

    /**
     * Puts nodes in the place of one.
     *
     * @param node a node of this builder
     * @param replacements what comes instead, in topological order
     */
    public void replace(Node node, List<Node> replacements) {
        int index = nodes.indexOf(node);
        nodes.remove(index);
        nodes.addAll(index, replacements);
    }

    /**
     * Adds a constant, or replaces the weight of its name.
     *
     * @param tensor a named tensor with its elements
     * @return its name
     */
    public String initializer(TensorProto tensor) {
        return weight(Weight.inline(tensor));
    }

    /**
     * Adds a weight, or replaces the one of its name.
     *
     * @param weight wherever its elements are
     * @return its name
     */
    public String weight(Weight weight) {
        weights.put(weight.name(), weight);
        return weight.name();
    }

    /**
     * A constant vector of integers, as shapes and axes are given.
     *
     * @param values its elements
     * @return its name; equal vectors share one
     */
    public String integers(long... values) {
        StringBuilder name = new StringBuilder("modeleditor/int64");
        for (long value : values) {
            name.append('_').append(value);
        }
        return weights.computeIfAbsent(
                        name.toString(), n -> Weight.inline(Tensors.int64(n, List.of((long) values.length), values)))
                .name();
    }

    /**
     * A constant scalar.
     *
     * @param type its element type
     * @param value its value
     * @return its name; equal scalars share one
     */
    public String scalar(DataType type, double value) {
        String name = "modeleditor/" + type + "_" + value;
        return weights.computeIfAbsent(name, n -> Weight.inline(Tensors.scalar(n, type, value)))
                .name();
    }

    /**
     * Adds an input.
     *
     * @param name its name
     * @param type its element type
     * @param dimensions numbers, or names of dynamic dimensions
     * @return its name
     */
    public String input(String name, DataType type, Object... dimensions) {
        inputs.add(valueInfo(name, type, dimensions));
        return name;
    }

    /**
     * Says something else of each input, such as another element type.
     *
     * @param change from what was said to what holds
     */
    public void changeInputs(UnaryOperator<ValueInfoProto> change) {
        inputs.replaceAll(change);
    }

    /**
     * Says something else of each output.
     *
     * @param change from what was said to what holds
     */
    public void changeOutputs(UnaryOperator<ValueInfoProto> change) {
        outputs.replaceAll(change);
    }

    /** Forgets the outputs there are. */
    public void clearOutputs() {
        outputs.clear();
    }

    /**
     * Adds an output.
     *
     * @param value the name of a value of the graph
     * @param type its element type
     * @param dimensions numbers, or names of dynamic dimensions
     */
    public void output(String value, DataType type, Object... dimensions) {
        outputs.add(valueInfo(value, type, dimensions));
    }

    /**
     * Makes a value an output whose type and shape are left to the runtime.
     *
     * @param value the name of a value of the graph
     */
    public void output(String value) {
        outputs.add(ValueInfoProto.newBuilder().setName(value).build());
    }

    /**
     * Gives a value a second name and makes that an output.
     *
     * @param name the output's name
     * @param value the name of a value of the graph
     * @param type its element type
     * @param dimensions numbers, or names of dynamic dimensions
     */
    public void output(String name, String value, DataType type, Object... dimensions) {
        nodes.add(node(Operator.IDENTITY, List.of(value), name));
        output(name, type, dimensions);
    }

    static ValueInfoProto valueInfo(String name, DataType type, Object... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            if (dimension instanceof Number number) {
                shape.addDimBuilder().setDimValue(number.longValue());
            } else {
                shape.addDimBuilder().setDimParam(dimension.toString());
            }
        }
        ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
        info.getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(type.getNumber())
                .setShape(shape);
        return info.build();
    }

    /**
     * The graph as it stands, without what no output needs.
     *
     * @return an immutable graph
     */
    public Graph build() {
        Map<String, Node> producers = new HashMap<>();
        nodes.forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        outputs.forEach(output -> open.push(output.getName()));
        while (!open.isEmpty()) {
            String value = open.pop();
            Node producer = producers.get(value);
            if (needed.add(value) && producer != null) {
                Uses.of(producer).forEach(open::push);
            }
        }
        List<Node> live = nodes.stream()
                .filter(node -> node.outputs().stream().anyMatch(needed::contains))
                .toList();
        Map<String, Weight> constants = new LinkedHashMap<>(weights);
        constants.keySet().retainAll(needed);
        return new Graph(origin.folder(), header(), live, inputs, outputs, constants);
    }

    private ModelProto header() {
        ModelProto header = origin.header();
        if (origin.opset(MICROSOFT) > 0) {
            return header;
        }
        return header.toBuilder()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1))
                .build();
    }
}
