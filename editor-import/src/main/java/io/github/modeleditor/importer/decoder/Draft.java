package io.github.modeleditor.importer.decoder;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.collect.Sets;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.importer.config.Config;
import io.github.modeleditor.importer.tensor.Checkpoint;
import io.github.modeleditor.importer.tensor.FewBits;
import io.github.modeleditor.importer.tensor.TensorData;
import io.github.modeleditor.importer.tensor.TensorViews;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A graph that grows out of a checkpoint. Nodes are named by the module that they belong to, as {@code /model/layers.0/mlp/up_proj/MatMul}, so
 * that adapters find their modules; tensors are compared with the shape that the configuration gives them before they are used. Not
 * thread-safe.
 */
final class Draft {
    private static final long OPSET = 21;

    /** Angles and masks that older versions of the library saved with the weights, and makes anew. */
    private static final String BUFFERS =
            "(.*\\.)?(rotary_emb\\.inv_freq|attn\\.(masked_)?bias|attention\\.(masked_)?bias)";

    private final GraphBuilder builder;
    private final Path folder;
    private final Checkpoint checkpoint;
    private final Config config;
    private final WeightPlan weights = new WeightPlan();
    private final Set<String> names = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private final Map<String, String> shared = new HashMap<>();

    /**
     * A graph of nothing.
     *
     * @param folder where its weights will lie
     * @param checkpoint where they are now
     * @param config what the model says of itself
     */
    Draft(Path folder, Checkpoint checkpoint, Config config) {
        builder = GraphBuilder.empty(folder, "modeleditor", OPSET);
        this.folder = folder;
        this.checkpoint = checkpoint;
        this.config = config;
    }

    GraphBuilder builder() {
        return builder;
    }

    WeightPlan weights() {
        return weights;
    }

    /** A value that is emitted once for all who ask for it. */
    String shared(String key, Supplier<String> value) {
        String known = shared.get(key);
        if (known == null) {
            known = value.get();
            shared.put(key, known);
        }
        return known;
    }

    /** Adds a node with one output, named by module and operator. */
    String node(String module, Operator operator, List<String> operands, AttributeProto... attributes) {
        return nodes(module, operator, operands, 1, attributes).get(0);
    }

    /** Adds a node with several outputs. */
    List<String> nodes(
            String module, Operator operator, List<String> operands, int outputs, AttributeProto... attributes) {
        String first = name(module, operator.simpleName());
        // Not the node's own name: whoever replaces a node by others gives its output to one of them, and both have
        // names.
        List<String> results = IntStream.range(0, outputs)
                .mapToObj(i -> first + "_output_" + i)
                .toList();
        add(operator, operands, first, results, attributes);
        return results;
    }

    /** Adds a node whose outputs have names of their own. */
    void named(
            String module,
            Operator operator,
            List<String> operands,
            List<String> outputs,
            AttributeProto... attributes) {
        add(operator, operands, name(module, operator.simpleName()), outputs, attributes);
    }

    private void add(
            Operator operator, List<String> operands, String name, List<String> outputs, AttributeProto... attributes) {
        builder.add(new Node(NodeProto.newBuilder()
                .setName(name)
                .setDomain(operator.domain())
                .setOpType(operator.simpleName())
                .addAllInput(operands)
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes))
                .build()));
    }

    private String name(String module, String operator) {
        String stem = "/" + module.replace('.', '/').replaceAll("/(\\d+)(?=/|$)", ".$1") + "/" + operator;
        String name = stem;
        for (int i = 1; !names.add(name); i++) {
            name = stem + "_" + i;
        }
        return name;
    }

    /** A number of single precision. */
    String number(double value) {
        return builder.scalar(DataType.FLOAT, value);
    }

    /** A tensor as it lies. */
    String vector(String name, float offset, long... shape) {
        TensorData tensor = tensor(name, shape);
        return weight(
                name, tensor.shape(), WeightContent.floats(offset == 0 ? tensor : TensorViews.plus(tensor, offset)));
    }

    /** A matrix as it is stored, where that is kept. */
    Optional<FewBits> kept(TensorData matrix) {
        return checkpoint.keepsFewBits() ? matrix.fewBits() : Optional.empty();
    }

    /** Adds a weight of single precision, or gives it where it is there already. */
    String weight(String name, List<Long> shape, WeightContent content) {
        return weight(name, DataType.FLOAT, shape, content);
    }

    /** Adds a weight, or gives it where it is there already. */
    String weight(String name, DataType type, List<Long> shape, WeightContent content) {
        return shared(
                "weight " + name, () -> builder.weight(Weight.of(weights.add(name, type, shape, content), folder)));
    }

    /**
     * A tensor of the checkpoint.
     *
     * @throws InvalidModelException if it is not there, or of another shape
     */
    TensorData tensor(String name, long... shape) {
        TensorData tensor = find(name).orElseGet(() -> checkpoint.get(name));
        List<Long> wanted = Longs.asList(shape);
        if (!tensor.shape().equals(wanted)) {
            throw new InvalidModelException("The tensor " + name + " in " + checkpoint.place() + " has the shape "
                    + tensor.shape() + ", and by the configuration " + config.place() + " it should have " + wanted
                    + ". Take weights and configuration of the same model.");
        }
        return tensor;
    }

    /** A tensor, under its name or without the name of the model in front, as the base model alone is saved. */
    Optional<TensorData> find(String name) {
        String shorter = name.substring(name.indexOf('.') + 1);
        for (String candidate : List.of(name, shorter)) {
            Optional<TensorData> tensor = checkpoint.find(candidate);
            if (tensor.isPresent()) {
                used.add(candidate);
                return tensor;
            }
        }
        return Optional.empty();
    }

    /**
     * Holds the checkpoint to be used up.
     *
     * @throws InvalidModelException if it has tensors that no node reads
     */
    void requireAllUsed() {
        List<String> left = Sets.difference(checkpoint.names(), used).stream()
                .filter(name -> !name.matches(BUFFERS))
                .sorted()
                .toList();
        if (!left.isEmpty()) {
            throw new InvalidModelException("The model in " + checkpoint.place() + " has " + left.size()
                    + " tensors that its configuration " + config.place() + " has no place for, such as " + left.get(0)
                    + ". Take weights and configuration of the same model.");
        }
    }
}
