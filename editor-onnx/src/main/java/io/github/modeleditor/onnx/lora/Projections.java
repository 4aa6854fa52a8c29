package io.github.modeleditor.onnx.lora;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.LoraConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.onnx.ir.ElementTypes;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the projections of a decoder: every product of an activation with a frozen matrix but the head. */
public final class Projections {
    private Projections() {}

    /**
     * All projections.
     *
     * @param graph a lowered graph
     * @param head the node that makes the logits, which is left out
     * @return the projections, in the order of the graph; at least one, and their paths are distinct
     * @throws UnsupportedModelException if there is none, as in a quantized model
     */
    public static List<Projection> of(Graph graph, Node head) {
        List<Projection> projections = new ArrayList<>();
        TreeSet<String> paths = new TreeSet<>();
        for (Node node : graph.nodes()) {
            if (node != head) {
                projection(node, graph).filter(found -> paths.add(found.path())).ifPresent(projections::add);
            }
        }
        if (projections.isEmpty()) {
            throw new UnsupportedModelException("The graph in " + graph.folder()
                    + " has no product of an activation with a frozen float matrix besides its head, so an adapter has"
                    + " nowhere to attach. Export the model not quantized, in float32.");
        }
        return projections;
    }

    /**
     * Those of the projections that a configuration names.
     *
     * @param projections all there are
     * @param config whose target modules are the last parts of module paths, or {@link LoraConfig#ALL_LINEAR}
     * @return the named ones, in the given order
     * @throws InvalidConfigurationException if a name matches nothing
     */
    public static List<Projection> select(List<Projection> projections, LoraConfig config) {
        if (config.targetModules().equals(List.of(LoraConfig.ALL_LINEAR))) {
            return projections;
        }
        for (String name : config.targetModules()) {
            if (projections.stream().noneMatch(projection -> matches(projection, name))) {
                TreeSet<String> known = new TreeSet<>();
                projections.forEach(projection -> known.add(lastPart(projection.path())));
                throw new InvalidConfigurationException("The LoRA target module \"" + name
                        + "\" matches no projection of this model. It has " + String.join(", ", known) + "; or use "
                        + LoraConfig.ALL_LINEAR + ".");
            }
        }
        return projections.stream()
                .filter(projection -> config.targetModules().stream().anyMatch(name -> matches(projection, name)))
                .toList();
    }

    private static boolean matches(Projection projection, String name) {
        return projection.path().equals(name) || projection.path().endsWith("." + name);
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static Optional<Projection> projection(Node node, Graph graph) {
        if (node.operator().equals("com.microsoft:MatMulNBits")) {
            return quantized(node, graph);
        }
        boolean product = List.of("MatMul", "Gemm", "com.microsoft:FusedMatMul").contains(node.operator());
        boolean transposed = node.integer("transB", 0) == 1;
        TensorProto weight = product ? graph.initializers().get(node.input(1)) : null;
        if (weight == null
                || weight.getDimsCount() != 2
                || !ElementTypes.isFloat(ElementTypes.of(weight.getDataType()))
                || graph.initializers().containsKey(node.input(0))) {
            return Optional.empty();
        }
        int rows = Ints.checkedCast(weight.getDims(0));
        int columns = Ints.checkedCast(weight.getDims(1));
        return Optional.of(new Projection(
                ModulePaths.of(node, weight.getName()),
                node,
                transposed ? columns : rows,
                transposed ? rows : columns,
                ElementTypes.of(weight.getDataType())));
    }

    /** A product with a weight of a few bits, [outputs, inputs] in blocks; its scales are of the type of x and y. */
    private static Optional<Projection> quantized(Node node, Graph graph) {
        TensorProto scales = graph.initializers().get(node.input(2));
        return scales != null && graph.initializers().containsKey(node.input(1))
                ? Optional.of(new Projection(
                        ModulePaths.of(node, node.input(1)),
                        node,
                        Ints.checkedCast(node.integer("K", 0)),
                        Ints.checkedCast(node.integer("N", 0)),
                        ElementTypes.of(scales.getDataType())))
                : Optional.empty();
    }
}
