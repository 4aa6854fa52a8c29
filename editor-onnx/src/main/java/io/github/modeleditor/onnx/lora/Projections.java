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
     * @param config which of them
     * @return the named ones, in the given order; at least one
     * @throws InvalidConfigurationException if a name, or all of it, matches nothing, or a layer is not there
     */
    public static List<Projection> select(List<Projection> projections, LoraConfig config) {
        return TargetSelection.of(projections, config);
    }

    static String lastPart(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static Optional<Projection> projection(Node node, Graph graph) {
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
}
