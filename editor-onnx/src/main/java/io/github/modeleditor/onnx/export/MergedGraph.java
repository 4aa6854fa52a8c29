package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Tensors;
import io.github.modeleditor.graph.ir.Uses;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The graph of a model with an adapter in its weights: as it was, but for weights inside it, copies of those that others read
 * too, and products with weights of a few bits, which become products with floats.
 */
final class MergedGraph {
    /** Protocol buffers end at 2 GB, and a graph has other things in it too. */
    private static final long LARGEST = 2_000_000_000;

    /** The input of a {@code MatMulNBits} that is added to the product. */
    private static final int BIAS = 5;

    private final Set<String> names = new HashSet<>();
    private final Map<String, TensorProto> changed = new HashMap<>();
    private final Map<String, Own> owned = new HashMap<>();
    private final Set<String> replaced = new HashSet<>();
    private final GraphProto.Builder graph;
    private long inGraph;

    /** The name of a node's own weight. */
    private record Own(String name, MergedTensor merged) {}

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
        String changes = merged.separate() ? merged.reader().output() : weight.getName();
        if (!names.contains(changes) || isReadInOneBranchOnly(weight.getName())) {
            throw new UnsupportedModelException(
                    "The weight " + weight.getName() + " lies in a branch of the graph, or is"
                            + " read in one of its branches only, as merged decoders may have it, so no adapter can be put into it."
                            + " Export the decoder without the branch.");
        }
        if (merged.separate()) {
            String name = fresh(weight.getName());
            graph.addInitializer(external ? files.describe(merged, name) : within(merged, name));
            owned.put(merged.reader().output(), new Own(name, merged));
        } else if (!external) {
            changed.put(weight.getName(), within(merged, weight.getName()));
        }
    }

    /** Where decoders with and without a cache have weights of their own, one of them would stay as it was. */
    private boolean isReadInOneBranchOnly(String weight) {
        return graph.getNodeList().stream().anyMatch(node -> {
            List<Boolean> reads = node.getAttributeList().stream()
                    .filter(AttributeProto::hasG)
                    .map(branch -> NodeProto.newBuilder().addAttribute(branch).build())
                    .map(branch -> Uses.of(new Node(branch)).contains(weight))
                    .toList();
            return reads.contains(true) && reads.contains(false);
        });
    }

    private TensorProto within(MergedTensor merged, String name) {
        inGraph += merged.byteLength();
        if (inGraph > LARGEST) {
            throw new UnsupportedModelException(
                    "The weights of the merged model do not fit into its graph, which may have 2"
                            + " GB: those of a few bits become floats. Save the model with its weights in a file beside the"
                            + " graph, or keep the adapter apart.");
        }
        try {
            return merged.described(name).toBuilder().setRawData(merged.bytes()).build();
        } catch (IOException e) {
            throw new InvalidModelException(
                    "The weight " + merged.weight().getName() + " cannot be read (" + e.getMessage()
                            + "). Check that the files of the model are readable.",
                    e);
        }
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
            Own own = node.getOutputCount() == 0 ? null : owned.get(node.getOutput(0));
            if (own == null) {
                graph.addNode(withChangedConstant(node));
            } else if (own.merged() instanceof MergedMatrix matrix) {
                addRewired(node, own.name(), matrix.operand(), producers);
            } else if (own.merged() instanceof DequantizedMatrix matrix) {
                addProduct(node, own.name());
                matrix.quantized().tensors().forEach(replaced::add);
            }
        }
        removeUnused();
    }

    /** Weights of a few bits that nobody reads any more. */
    private void removeUnused() {
        graph.getNodeList().forEach(node -> Uses.of(new Node(node)).forEach(replaced::remove));
        graph.getOutputList().forEach(output -> replaced.remove(output.getName()));
        List<TensorProto> kept = graph.getInitializerList().stream()
                .filter(tensor -> !replaced.contains(tensor.getName()))
                .toList();
        graph.clearInitializer().addAllInitializer(kept);
    }

    private NodeProto withChangedConstant(NodeProto node) {
        if (!new Node(node).is(Operator.CONSTANT) || !changed.containsKey(node.getOutput(0))) {
            return node;
        }
        NodeProto.Builder constant = node.toBuilder();
        constant.getAttributeBuilderList().stream()
                .filter(attribute -> attribute.getName().equals("value"))
                .forEach(attribute -> attribute.setT(changed.get(node.getOutput(0))));
        return constant.build();
    }

    /** A node that reads its own copy, through a transposition of its own where it read the transpose. */
    private void addRewired(NodeProto reader, String copy, int operand, Map<String, NodeProto> producers) {
        String input = copy;
        NodeProto producer = producers.get(reader.getInput(operand));
        if (producer != null && new Node(producer).is(Operator.TRANSPOSE)) {
            input = fresh(producer.getOutput(0));
            graph.addNode(producer.toBuilder()
                    .setName(producer.getName().isEmpty() ? "" : fresh(producer.getName()))
                    .setInput(0, copy)
                    .setOutput(0, input));
        }
        graph.addNode(reader.toBuilder().setInput(operand, input));
    }

    /** The product of a {@code MatMulNBits} with floats, and its bias after it. */
    private void addProduct(NodeProto quantized, String weight) {
        boolean biased = new Node(quantized).hasInput(BIAS);
        String product = biased ? fresh(quantized.getOutput(0)) : quantized.getOutput(0);
        graph.addNode(quantized.toBuilder()
                .setDomain("")
                .setOpType(Operator.MATMUL.simpleName())
                .clearInput()
                .addInput(quantized.getInput(0))
                .addInput(weight)
                .setOutput(0, product)
                .clearAttribute());
        if (biased) {
            graph.addNode(NodeProto.newBuilder()
                    .setOpType(Operator.ADD.simpleName())
                    .setName(fresh(quantized.getName() + "/bias"))
                    .addInput(product)
                    .addInput(quantized.getInput(BIAS))
                    .addOutput(quantized.getOutput(0)));
        }
    }
}
