package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Trait;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold of a graph before anything is asked of it: nodes have the inputs that their operators cannot do without, values
 * are made once and by something, tensors are as large as they say. What is read afterwards relies on it, so it is asked once, where
 * files come in, and nowhere else.
 */
final class GraphCheck {
    private static final int SMALLEST_BLOCK = 16;

    private final Path file;
    private final long opset;

    private GraphCheck(Path file, long opset) {
        this.file = file;
        this.opset = opset;
    }

    /**
     * Checks nodes and tensors, those of branches too, as they were written.
     *
     * @param file where the graph was read, for messages
     * @param graph any graph
     * @param opset the version of its standard operators
     * @throws InvalidModelException if something is missing, or too large to be true
     */
    static void nodes(Path file, GraphProto graph, long opset) {
        new GraphCheck(file, opset).nodes(graph);
    }

    /**
     * Checks what flows where, and puts the nodes into topological order.
     *
     * @param file where the graph was read, for messages
     * @param graph whose nodes were checked
     * @return the same graph where it is in order
     * @throws InvalidModelException if a value is made twice or by nothing, or the graph runs in a circle
     */
    static GraphProto ordered(Path file, GraphProto graph) {
        GraphCheck check = new GraphCheck(file, 0);
        check.values(graph);
        return NodeOrder.of(graph, check::malformed);
    }

    private InvalidModelException malformed(String what) {
        return new InvalidModelException("The graph " + file + " is no valid ONNX: " + what + ". Export it again.");
    }

    private Function<String, InvalidModelException> refusal() {
        return this::malformed;
    }

    private void nodes(GraphProto graph) {
        Map<String, TensorProto> tensors = new HashMap<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            TensorCheck.check(tensor, refusal());
            tensors.put(tensor.getName(), tensor);
        }
        for (NodeProto node : graph.getNodeList()) {
            node(new Node(node), tensors);
        }
    }

    private void node(Node node, Map<String, TensorProto> tensors) {
        NodeProto proto = node.proto();
        if (proto.getOutputCount() == 0) {
            throw malformed("a node of the operator " + node.operator() + " makes nothing");
        }
        int required = NodeArity.required(node.kind(), opset);
        for (int i = 0; i < required; i++) {
            if (!node.hasInput(i)) {
                throw malformed(node + " lacks its input " + i);
            }
        }
        if (proto.getInputCount() < NodeArity.listed(node.kind())) {
            throw malformed(node + " has " + proto.getInputCount() + " inputs of " + NodeArity.listed(node.kind()));
        }
        if (node.is(Operator.CONSTANT) && proto.getAttributeCount() != 1) {
            throw malformed(node + " has " + proto.getAttributeCount() + " values");
        }
        long transposed = node.integer("transB", 0);
        if (node.is(Family.PRODUCT) && transposed != 0 && transposed != 1) {
            throw malformed(node + " has transB " + transposed);
        }
        if (node.is(Trait.QUANTIZED)) {
            quantized(node, tensors);
        }
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attribute.hasT()) {
                TensorCheck.check(attribute.getT(), refusal());
            }
            if (attribute.hasG()) {
                nodes(attribute.getG());
            }
            attribute.getGraphsList().forEach(this::nodes);
        }
        if (node.is(Family.CONTROL)) {
            branches(node);
        }
    }

    private void branches(Node node) {
        String[] names = node.is(Operator.IF) ? new String[] {"then_branch", "else_branch"} : new String[] {"body"};
        for (String name : names) {
            Optional<AttributeProto> branch = node.attribute(name);
            if (branch.isEmpty() || !branch.get().hasG()) {
                throw malformed(node + " lacks its " + name);
            }
            if (branch.get().getG().getOutputCount()
                    < (node.is(Operator.IF) ? node.outputs().size() : 1)) {
                throw malformed(node + " has a " + name + " that gives too little");
            }
        }
    }

    /** Blocks of a matrix [outputs, inputs] with a few bits an element, or of a table. */
    private void quantized(Node node, Map<String, TensorProto> tensors) {
        long bits = node.integer("bits", 4);
        long block = node.integer("block_size", node.is(Family.PRODUCT) ? 0 : 128);
        if (bits < 1 || bits > Byte.SIZE || block < SMALLEST_BLOCK || Long.bitCount(block) != 1 || block > 1 << 20) {
            throw malformed(node + " has blocks of " + block + " elements of " + bits + " bits");
        }
        if (!node.is(Family.PRODUCT)) {
            return;
        }
        long inputs = node.integer("K", 0);
        long outputs = node.integer("N", 0);
        if (inputs < 1 || inputs > Integer.MAX_VALUE || outputs < 1 || outputs > Integer.MAX_VALUE) {
            throw malformed(node + " multiplies with a matrix of " + inputs + " by " + outputs);
        }
        long blocks = (inputs + block - 1) / block;
        requireElements(node, tensors.get(node.input(1)), outputs * blocks * (block * bits / Byte.SIZE));
        requireElements(node, tensors.get(node.input(2)), outputs * blocks);
    }

    private void requireElements(Node node, @Nullable TensorProto tensor, long elements) {
        if (tensor != null && Tensors.elements(tensor) < elements) {
            throw malformed(node + " needs " + elements + " elements of " + tensor.getName() + ", which has "
                    + Tensors.elements(tensor));
        }
    }

    private void values(GraphProto graph) {
        Set<String> made = new HashSet<>();
        graph.getInputList().forEach(input -> made.add(input.getName()));
        for (TensorProto tensor : graph.getInitializerList()) {
            made.add(tensor.getName());
        }
        graph.getSparseInitializerList()
                .forEach(sparse -> made.add(sparse.getValues().getName()));
        Set<String> computed = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            for (String output : node.getOutputList()) {
                if (!output.isEmpty() && (made.contains(output) || !computed.add(output))) {
                    throw malformed("the value " + output + " is made twice");
                }
            }
        }
        made.addAll(computed);
        for (NodeProto node : graph.getNodeList()) {
            for (String input : node.getInputList()) {
                requireMade(input, made, "the node " + new Node(node) + " reads");
            }
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            requireMade(output.getName(), made, "the graph gives");
        }
    }

    private void requireMade(String value, Set<String> made, String who) {
        if (!value.isEmpty() && !made.contains(value)) {
            throw malformed(who + " " + value + ", which nothing makes");
        }
    }
}
