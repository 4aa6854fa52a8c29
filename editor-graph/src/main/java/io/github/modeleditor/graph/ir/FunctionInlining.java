package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.api.error.InvalidModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Puts the bodies of functions that a model brings along in the place of their calls, as older dynamo exporters of torch.onnx write every
 * operator of PyTorch. A function whose name is that of an operator which is known stays a call, and so does one of another version of
 * the standard operators than the model's: ONNX Runtime runs it, and there is no gradient through it.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/IR.md#functions">Functions</a>
 */
final class FunctionInlining {
    /** A body may call other functions, which multiplies; more nodes than that has no model, nor more bytes a graph. */
    private static final int MOST_NODES = 200_000;

    private static final long MOST_BYTES = 1L << 28;
    private static final int DEEPEST = 50;

    private final Path file;
    private final Map<String, FunctionProto> functions = new HashMap<>();
    private final NavigableSet<String> taken = new TreeSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private int calls;
    private int nodes;
    private long bytes;

    private FunctionInlining(Path file) {
        this.file = file;
    }

    /**
     * Inlines what is called.
     *
     * @param file where the model was read, for messages
     * @param model as it was read
     * @return an equivalent model; the same where nothing is inlined
     * @throws InvalidModelException if functions call themselves, or one another too often
     */
    static ModelProto of(Path file, ModelProto model) {
        return model.getFunctionsCount() == 0 ? model : new FunctionInlining(file).inlined(model);
    }

    private ModelProto inlined(ModelProto model) {
        Map<String, Long> sets = new HashMap<>();
        model.getOpsetImportList().forEach(set -> sets.put(domain(set.getDomain()), set.getVersion()));
        Set<String> twice = new HashSet<>();
        for (FunctionProto function : model.getFunctionsList()) {
            String name = domain(function.getDomain()) + ":" + function.getName();
            boolean agrees = function.getOpsetImportList().stream()
                    .allMatch(set -> sets.getOrDefault(domain(set.getDomain()), set.getVersion()) == set.getVersion());
            if (functions.put(name, function) != null || !agrees) {
                twice.add(name);
            }
        }
        functions.keySet().removeAll(twice);
        functions.values().removeIf(function -> !isUnknown(function));
        taken.addAll(names(model.getGraph()));
        GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
        for (NodeProto node : model.getGraph().getNodeList()) {
            expand(node, 0, graph);
        }
        if (calls == 0) {
            return model;
        }
        ModelProto.Builder result = model.toBuilder().setGraph(graph);
        if (functions.size() == model.getFunctionsCount()) {
            result.clearFunctions();
        }
        for (FunctionProto function : functions.values()) {
            for (OperatorSetIdProto set : function.getOpsetImportList()) {
                if (sets.putIfAbsent(domain(set.getDomain()), set.getVersion()) == null) {
                    result.addOpsetImport(set);
                }
            }
        }
        return result.build();
    }

    private static String domain(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    private static Set<String> names(GraphProto graph) {
        Set<String> names = new HashSet<>();
        graph.getInputList().forEach(input -> names.add(input.getName()));
        graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
        graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
        return names;
    }

    /** Whether a function is no operator that is known anyway. */
    private static boolean isUnknown(FunctionProto function) {
        NodeProto.Builder call =
                NodeProto.newBuilder().setDomain(function.getDomain()).setOpType(function.getName());
        return new Node(call.build()).is(Operator.UNKNOWN);
    }

    private Optional<FunctionProto> called(NodeProto node) {
        return Optional.ofNullable(functions.get(domain(node.getDomain()) + ":" + node.getOpType()));
    }

    /** Adds a node, or all that a call stands for, those in branches too. */
    private void expand(NodeProto node, int depth, GraphProto.Builder graph) {
        Optional<FunctionProto> function = called(node);
        bytes += depth == 0 ? 0 : node.getSerializedSize();
        if (++nodes > MOST_NODES || depth > DEEPEST || bytes > MOST_BYTES) {
            throw new InvalidModelException("The graph " + file + " is no valid ONNX: the function " + node.getOpType()
                    + " calls itself, or functions call one another until there are more than " + MOST_NODES
                    + " nodes or " + MOST_BYTES + " bytes. Export it again.");
        }
        if (function.isEmpty()) {
            graph.addNode(withBranches(node, depth));
            return;
        }
        Call call = new Call(function.get(), node, prefix(node));
        for (NodeProto inner : function.get().getNodeList()) {
            expand(call.inPlace(inner), depth + 1, graph);
        }
        graph.addAllNode(call.passedOn());
    }

    private NodeProto withBranches(NodeProto node, int depth) {
        if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) {
            return node;
        }
        NodeProto.Builder result = node.toBuilder().clearAttribute();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (!attribute.hasG()) {
                result.addAttribute(attribute);
                continue;
            }
            GraphProto.Builder branch = attribute.getG().toBuilder().clearNode();
            attribute.getG().getNodeList().forEach(inner -> expand(inner, depth, branch));
            result.addAttribute(attribute.toBuilder().setG(branch));
        }
        return result.build();
    }

    /** What the values of a call's body are called by, so that no other has its name. */
    private String prefix(NodeProto node) {
        calls++;
        String base = node.getName().isEmpty() ? node.getOpType() : node.getName();
        String prefix = base + "/";
        while (isTaken(prefix)) {
            prefix = base + "_" + numbers.merge(base, 1, Integer::sum) + "/";
        }
        taken.add(prefix);
        return prefix;
    }

    private boolean isTaken(String prefix) {
        String next = taken.ceiling(prefix);
        return next != null && next.startsWith(prefix);
    }

    /** One call: what the names of its function stand for. */
    private static final class Call {
        private final FunctionProto function;
        private final NodeProto node;
        private final String prefix;
        private final Map<String, String> values = new HashMap<>();
        private final Map<String, AttributeProto> attributes = new HashMap<>();

        Call(FunctionProto function, NodeProto node, String prefix) {
            this.function = function;
            this.node = node;
            this.prefix = prefix;
            for (int i = 0; i < function.getOutputCount() && i < node.getOutputCount(); i++) {
                if (!node.getOutput(i).isEmpty()) {
                    values.putIfAbsent(function.getOutput(i), node.getOutput(i));
                }
            }
            for (int i = 0; i < function.getInputCount(); i++) {
                values.put(function.getInput(i), i < node.getInputCount() ? node.getInput(i) : "");
            }
            function.getAttributeProtoList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
            node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        }

        private String value(String name) {
            return name.isEmpty() ? name : values.getOrDefault(name, prefix + name);
        }

        NodeProto inPlace(NodeProto inner) {
            NodeProto.Builder result = inner.toBuilder()
                    .clearInput()
                    .clearOutput()
                    .clearAttribute()
                    .setName(function.getNodeCount() == 1 ? node.getName() : prefix + inner.getName());
            inner.getInputList().forEach(input -> result.addInput(value(input)));
            inner.getOutputList().forEach(output -> result.addOutput(value(output)));
            for (AttributeProto attribute : inner.getAttributeList()) {
                said(attribute).ifPresent(result::addAttribute);
            }
            if (inner.getMetadataPropsCount() == 0) {
                result.addAllMetadataProps(node.getMetadataPropsList());
            }
            return result.build();
        }

        /** An attribute with what the call says in the place of a reference; none where that says nothing. */
        private Optional<AttributeProto> said(AttributeProto attribute) {
            if (!attribute.getRefAttrName().isEmpty()) {
                return Optional.ofNullable(attributes.get(attribute.getRefAttrName()))
                        .map(given ->
                                given.toBuilder().setName(attribute.getName()).build());
            }
            return Optional.of(
                    attribute.hasG()
                            ? attribute.toBuilder()
                                    .setG(branch(attribute.getG()))
                                    .build()
                            : attribute);
        }

        /** A body sees nothing of the graph around its call, so that all names in it are its own. */
        private GraphProto branch(GraphProto graph) {
            GraphProto.Builder result = graph.toBuilder()
                    .clearNode()
                    .clearInitializer()
                    .clearInput()
                    .clearOutput();
            graph.getNodeList().forEach(inner -> result.addNode(inPlace(inner)));
            for (TensorProto tensor : graph.getInitializerList()) {
                result.addInitializer(tensor.toBuilder().setName(value(tensor.getName())));
            }
            UnaryOperator<ValueInfoProto> renamed =
                    info -> info.toBuilder().setName(value(info.getName())).build();
            graph.getInputList().forEach(input -> result.addInput(renamed.apply(input)));
            graph.getOutputList().forEach(output -> result.addOutput(renamed.apply(output)));
            return result.build();
        }

        /** Outputs that are inputs as they were, or others once more. */
        List<NodeProto> passedOn() {
            List<NodeProto> nodes = new ArrayList<>();
            for (int i = 0; i < function.getOutputCount() && i < node.getOutputCount(); i++) {
                String wanted = node.getOutput(i);
                String made = value(function.getOutput(i));
                if (!wanted.isEmpty() && !made.equals(wanted)) {
                    nodes.add(GraphBuilder.node(Operator.IDENTITY, List.of(made), wanted)
                            .proto());
                }
            }
            return nodes;
        }
    }
}
