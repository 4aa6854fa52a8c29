package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.onnx.ir.Tensors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The graph of a model with an adapter in its weights: as it was, but for weights inside it and copies of shared ones. */
final class MergedGraph {
    private final Set<String> names = new HashSet<>();
    private final Map<String, TensorProto> changed = new HashMap<>();
    private final Map<String, Copy> copies = new HashMap<>();
    private final GraphProto.Builder graph;

    /** A node's own copy of a weight, and which of its inputs it becomes. */
    private record Copy(String name, int operand) {}

    private MergedGraph(GraphProto.Builder graph) {
        this.graph = graph;
        graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
        graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    }

    /**
     * Changes a graph.
     *
     * @param model as it was read
     * @param merged the weights that change
     * @param files where those go that lie in files
     * @return the changed model
     */
    static ModelProto of(ModelProto model, List<MergedTensor> merged, MergedWeightFiles files) {
        ModelProto.Builder builder = model.toBuilder();
        MergedGraph changes = new MergedGraph(builder.getGraphBuilder());
        merged.forEach(tensor -> changes.add(tensor, files));
        changes.apply();
        return builder.build();
    }

    private void add(MergedTensor merged, MergedWeightFiles files) {
        TensorProto weight = merged.weight();
        boolean external = Tensors.isExternal(weight);
        String changes = merged.shared() ? merged.reader().output() : weight.getName();
        if ((merged.shared() || !external) && !names.contains(changes)) {
            throw new UnsupportedModelException(
                    "The weight " + weight.getName() + " lies in a branch of the graph, as"
                            + " merged decoders have it, so no adapter can be put into it. Export the decoder without the branch.");
        }
        if (merged.shared()) {
            String name = fresh(weight.getName());
            graph.addInitializer(external ? files.describe(merged, name) : within(merged, name));
            copies.put(merged.reader().output(), new Copy(name, merged.operand()));
        } else if (!external) {
            changed.put(weight.getName(), within(merged, weight.getName()));
        }
    }

    private static TensorProto within(MergedTensor merged, String name) {
        TensorProto weight = merged.weight();
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(weight.getDataType())
                .addAllDims(weight.getDimsList())
                .setRawData(merged.bytes())
                .build();
    }

    private String fresh(String name) {
        String fresh = name + "/merged";
        for (int i = 2; !names.add(fresh); i++) {
            fresh = name + "/merged_" + i;
        }
        return fresh;
    }

    private void apply() {
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            TensorProto better = changed.get(tensor.getName());
            if (better != null) {
                tensor.clear().mergeFrom(better);
            }
        }
        List<NodeProto> nodes = graph.getNodeList();
        Map<String, NodeProto> producers = new HashMap<>();
        nodes.forEach(node -> node.getOutputList().forEach(output -> producers.put(output, node)));
        graph.clearNode();
        for (NodeProto node : nodes) {
            Copy copy = node.getOutputCount() == 0 ? null : copies.get(node.getOutput(0));
            if (copy != null) {
                addRewired(node, copy, producers.get(node.getInput(copy.operand())));
            } else {
                graph.addNode(withChangedConstant(node));
            }
        }
    }

    private NodeProto withChangedConstant(NodeProto node) {
        if (!node.getOpType().equals("Constant") || !changed.containsKey(node.getOutput(0))) {
            return node;
        }
        NodeProto.Builder constant = node.toBuilder();
        constant.getAttributeBuilderList().stream()
                .filter(attribute -> attribute.getName().equals("value"))
                .forEach(attribute -> attribute.setT(changed.get(node.getOutput(0))));
        return constant.build();
    }

    /** A node that reads its own copy, through a transposition of its own where it read the transpose. */
    private void addRewired(NodeProto reader, Copy copy, @Nullable NodeProto producer) {
        String input = copy.name();
        if (producer != null && producer.getOpType().equals("Transpose")) {
            input = fresh(producer.getOutput(0));
            graph.addNode(producer.toBuilder()
                    .setName(producer.getName().isEmpty() ? "" : fresh(producer.getName()))
                    .setInput(0, copy.name())
                    .setOutput(0, input));
        }
        graph.addNode(reader.toBuilder().setInput(copy.operand(), input));
    }
}
