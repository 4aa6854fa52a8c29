package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A forward graph: inputs, weights, operators in topological order, outputs. Immutable. Weights may lie in files beside
 * the graph; {@link #folder()} says where.
 */
public final class Graph {
    private final Path folder;
    private final ModelProto header;
    private final List<Node> nodes;
    private final List<ValueInfoProto> inputs;
    private final List<ValueInfoProto> outputs;
    private final Map<String, Weight> weights;
    private final Map<String, Node> producers = new HashMap<>();

    /**
     * A graph.
     *
     * @param folder where external data lies
     * @param header everything about the model but its graph
     * @param nodes operators in topological order
     * @param inputs what it is fed
     * @param outputs what it gives
     * @param weights weights and constants by name
     */
    Graph(
            Path folder,
            ModelProto header,
            List<Node> nodes,
            List<ValueInfoProto> inputs,
            List<ValueInfoProto> outputs,
            Map<String, Weight> weights) {
        this.folder = folder;
        this.header = header;
        this.nodes = List.copyOf(nodes);
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        for (Node node : this.nodes) {
            for (String output : node.outputs()) {
                producers.put(output, node);
            }
        }
    }

    /**
     * Where external data lies.
     *
     * @return a folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * Everything about the model but its graph.
     *
     * @return a message without a graph
     */
    ModelProto header() {
        return header;
    }

    /**
     * The operators.
     *
     * @return in topological order
     */
    public List<Node> nodes() {
        return nodes;
    }

    /**
     * What the graph is fed.
     *
     * @return names, types and shapes, initializers left out
     */
    public List<ValueInfoProto> inputs() {
        return inputs;
    }

    /**
     * What the graph gives.
     *
     * @return names, types and shapes
     */
    public List<ValueInfoProto> outputs() {
        return outputs;
    }

    /**
     * Weights and constants.
     *
     * @return them by name
     */
    public Map<String, Weight> weights() {
        return weights;
    }

    /**
     * The weights that no model can describe, since they lie nowhere, or in a file in another type: they are fed.
     *
     * @return their names
     */
    public Set<String> fedWeights() {
        return weights.values().stream()
                .filter(weight -> !weight.isDescribable())
                .map(Weight::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The files that weights lie in.
     *
     * @return each once, sorted
     */
    public Collection<Path> files() {
        return weights.values().stream()
                .flatMap(weight -> weight.place().stream())
                .map(ExternalData::file)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Which node makes a value.
     *
     * @param value a value name
     * @return its node, or null for an input or initializer
     */
    public @Nullable Node producer(String value) {
        return producers.get(value);
    }

    /**
     * The value of a scalar constant.
     *
     * @param value a value name
     * @return its value; empty for what is no constant, or none of a single number that lies in the graph
     */
    public OptionalDouble scalar(String value) {
        Weight weight = weights.get(value);
        return weight == null ? OptionalDouble.empty() : weight.scalar();
    }

    /**
     * The version of an operator set.
     *
     * @param domain its domain; empty for the standard one
     * @return the version imported; 0 if it is not
     */
    public long opset(String domain) {
        return header.getOpsetImportList().stream()
                .filter(opset -> opset.getDomain().equals(domain)
                        || (domain.isEmpty() && opset.getDomain().equals("ai.onnx")))
                .mapToLong(OperatorSetIdProto::getVersion)
                .findFirst()
                .orElse(0);
    }

    /**
     * The graph as a message. Weights that have to be fed are inputs of it.
     *
     * @return a whole model; external data stays where it is
     */
    public ModelProto toProto() {
        ModelProto.Builder model = header.toBuilder();
        model.getGraphBuilder().setName("graph").addAllInput(inputs).addAllOutput(outputs);
        for (Weight weight : weights.values()) {
            if (weight.isDescribable()) {
                model.getGraphBuilder().addInitializer(weight.toProto());
            } else {
                model.getGraphBuilder()
                        .addInput(GraphBuilder.valueInfo(
                                weight.name(), weight.type(), weight.shape().toArray()));
            }
        }
        nodes.forEach(node -> model.getGraphBuilder().addNode(node.proto()));
        return model.build();
    }
}
