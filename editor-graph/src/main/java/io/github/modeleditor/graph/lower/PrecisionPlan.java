package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.HalfPrecision;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Trait;
import io.github.modeleditor.graph.ir.Uses;
import io.github.modeleditor.graph.ir.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes of a graph compute in 16-bit numbers:
 *
 * <ul>
 *   <li>products with matrices and lookups of them, always;
 *   <li>sums, activations and whatever only moves numbers, where nothing they read is of single precision; a constant counts
 *       as that only if 16 bits cannot hold it, such as a mask of -3.4e38 or an epsilon of 1e-6;
 *   <li>nothing else: soft maxima, means, powers and roots, normalization and the loss stay in single precision, and so
 *       does what leads to a sine or cosine of an angle.
 * </ul>
 *
 * <p>Inputs are of single precision, adapters aside.
 */
final class PrecisionPlan {
    private final Graph graph;
    private final DataType half;
    private final Set<String> adapters;
    private final Set<String> wideInputs = new HashSet<>();
    private final Set<Node> angles = new HashSet<>();
    private final Set<Node> halfNodes = new HashSet<>();
    /** The values of floating-point numbers, and whether they have 16 bits. */
    private final Map<String, Boolean> values = new HashMap<>();

    private final Set<String> narrowConstants = new HashSet<>();
    private final Set<String> wideConstants = new HashSet<>();

    private PrecisionPlan(Graph graph, DataType half, Set<String> adapters) {
        this.graph = graph;
        this.half = half;
        this.adapters = adapters;
    }

    static PrecisionPlan of(Graph graph, DataType half, Set<String> adapters) {
        PrecisionPlan plan = new PrecisionPlan(graph, half, adapters);
        plan.readInputs();
        plan.findAngles();
        graph.nodes().forEach(plan::decide);
        return plan;
    }

    /** Whether a node computes in 16 bits. */
    boolean isHalf(Node node) {
        return halfNodes.contains(node);
    }

    /** Whether a value that is no constant has 16 bits. */
    boolean isHalf(String value) {
        return values.getOrDefault(value, false);
    }

    /** Whether a value is of floating-point numbers that this plan is about. */
    boolean isFloat(String value) {
        return values.containsKey(value) || isConstant(value);
    }

    /** The constants that are needed in 16 bits. */
    Set<String> narrowConstants() {
        return narrowConstants;
    }

    /** The constants that are needed in single precision. */
    Set<String> wideConstants() {
        return wideConstants;
    }

    private boolean isConstant(String value) {
        Weight weight = graph.weights().get(value);
        return weight != null && weight.type() == DataType.FLOAT;
    }

    private void readInputs() {
        for (ValueInfoProto input : graph.inputs()) {
            if (input.getType().getTensorType().getElemType() == DataType.FLOAT.getNumber()) {
                boolean narrow = adapters.contains(input.getName());
                values.put(input.getName(), narrow);
                if (!narrow) {
                    wideInputs.add(input.getName());
                }
            }
        }
    }

    /** What leads to an angle: positions times frequencies, which need more digits the longer a text is. */
    private void findAngles() {
        Set<String> wanted = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            boolean angle = node.is(Operator.SIN) || node.is(Operator.COS);
            if (angle || node.outputs().stream().anyMatch(wanted::contains)) {
                angles.add(node);
                wanted.addAll(Uses.of(node));
            }
        }
    }

    private void decide(Node node) {
        List<String> read = node.inputs().stream().filter(this::isFloat).toList();
        if (node.is(Family.CONTROL)) {
            decideControlFlow(node);
            return;
        }
        boolean narrow = !read.isEmpty() && !angles.contains(node) && isNarrow(node, read);
        if (narrow) {
            halfNodes.add(node);
        }
        read.stream().filter(this::isConstant).forEach((narrow ? narrowConstants : wideConstants)::add);
        if (givesFloats(node, read)) {
            node.numbers().forEach(output -> values.put(output, narrow));
        }
    }

    private boolean isNarrow(Node node, List<String> read) {
        if (node.is(Trait.NARROW)) {
            return node.inputs().stream().noneMatch(wideInputs::contains);
        }
        if (!node.is(Trait.FOLLOWING) || (node.is(Operator.CAST) && !isCastToFloat(node))) {
            return false;
        }
        List<String> activations =
                read.stream().filter(value -> !isConstant(value)).toList();
        List<String> constants = read.stream().filter(this::isConstant).toList();
        boolean some = activations.stream().anyMatch(this::isHalf)
                || (activations.isEmpty() && constants.stream().anyMatch(this::isMatrix));
        boolean all = node.is(Operator.CONCAT) || activations.stream().allMatch(this::isHalf);
        return some && all && constants.stream().allMatch(name -> HalfPrecision.holds(constant(name), half));
    }

    private Weight constant(String name) {
        Weight weight = graph.weights().get(name);
        if (weight == null) {
            throw new IllegalStateException("no constant " + name);
        }
        return weight;
    }

    private boolean isMatrix(String constant) {
        return constant(constant).rank() >= 2;
    }

    private static boolean isCastToFloat(Node node) {
        return node.integer("to", 0) == DataType.FLOAT.getNumber();
    }

    private static boolean givesFloats(Node node, List<String> read) {
        return switch (node.kind()) {
            case CAST -> isCastToFloat(node);
            case CONSTANT_OF_SHAPE ->
                node.attribute("value")
                        .map(value -> value.getT().getDataType() == DataType.FLOAT.getNumber())
                        .orElse(true);
            default -> !read.isEmpty() && !node.is(Trait.NO_FLOATS);
        };
    }

    /** A branch reads values by their names, so they have to keep their types. */
    private void decideControlFlow(Node node) {
        List<String> used = new ArrayList<>(Uses.of(node));
        if (used.stream().anyMatch(this::isHalf)) {
            throw new UnsupportedModelException("The graph in " + graph.folder() + " has " + node
                    + ", whose branches read activations. Compute it in single precision (Precision.FLOAT32).");
        }
        used.stream().filter(this::isConstant).forEach(wideConstants::add);
        for (AttributeProto attribute : node.proto().getAttributeList()) {
            if (attribute.hasG()) {
                GraphProto branch = attribute.getG();
                int skipped = node.is(Operator.LOOP) ? 1 : 0;
                for (int i = 0; i < node.outputs().size(); i++) {
                    ValueInfoProto output = branch.getOutput(i + skipped);
                    if (output.getType().getTensorType().getElemType() == DataType.FLOAT.getNumber()) {
                        values.put(node.outputs().get(i), false);
                    }
                }
            }
        }
    }
}
