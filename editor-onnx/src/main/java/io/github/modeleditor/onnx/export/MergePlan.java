package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraTarget;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.onnx.ir.ElementTypes;
import io.github.modeleditor.onnx.ir.ExternalData;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Uses;
import io.github.modeleditor.onnx.lora.Projection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the weight behind each adapted projection in the model as it was read, before it was lowered. */
final class MergePlan {
    private static final Set<String> PRODUCTS = Set.of("MatMul", "Gemm", "com.microsoft:FusedMatMul");

    private final Graph graph;
    private final Map<String, List<Node>> readers = new HashMap<>();

    private MergePlan(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            Uses.of(node).forEach(value -> readers.computeIfAbsent(value, key -> new ArrayList<>())
                    .add(node));
        }
    }

    /**
     * What has to change.
     *
     * @param graph the model as it was read
     * @param projections those of the lowered model
     * @param adapter what is added to their weights
     * @return a weight for each target
     * @throws UnsupportedModelException if a weight lies in a form that cannot be changed
     */
    static List<MergedTensor> of(Graph graph, List<Projection> projections, LoraWeights adapter) {
        MergePlan plan = new MergePlan(graph);
        Map<String, Projection> byPath = projections.stream().collect(Collectors.toMap(Projection::path, p -> p));
        List<MergedTensor> merged = new ArrayList<>();
        for (LoraTarget target : adapter.layout().targets()) {
            Projection projection = byPath.get(target.path());
            if (projection == null) {
                throw new UnsupportedModelException(
                        "The model has no projection " + target.path() + ". Open the model the adapter was made for.");
            }
            merged.add(plan.merged(projection, target, adapter));
        }
        return merged;
    }

    private MergedTensor merged(Projection projection, LoraTarget target, LoraWeights adapter) {
        Node lowered = projection.node();
        Node product = graph.producer(lowered.output());
        TensorProto weight = graph.initializers().get(lowered.input(1));
        if (product == null || weight == null || !multiplies(product, weight)) {
            throw new UnsupportedModelException(
                    "The weight of " + projection.path() + " is not a float matrix of the"
                            + " model's own, but " + (product == null ? "made by a rewrite" : "part of " + product)
                            + ", as quantization leaves it. Keep the adapter apart, or merge into the model that was quantized.");
        }
        double scale = adapter.layout().config().scale() / product.number("alpha", 1);
        boolean transposed = lowered.integer("transB", 0) == 1;
        WeightDelta delta = new WeightDelta(target, adapter.values(), scale, transposed);
        return new MergedTensor(weight, delta, product, isShared(weight, product));
    }

    /** Whether a node multiplies by a float matrix as it lies, or by its transpose. */
    private boolean multiplies(Node product, TensorProto weight) {
        if (!PRODUCTS.contains(product.operator())
                || weight.getDimsCount() != 2
                || !ElementTypes.isFloat(ElementTypes.of(weight.getDataType()))) {
            return false;
        }
        Node transpose = graph.producer(product.input(1));
        return product.input(1).equals(weight.getName())
                || (transpose != null
                        && transpose.operator().equals("Transpose")
                        && transpose.input(0).equals(weight.getName()));
    }

    /** Whether anything but the product reads the weight, its transpose, or its bytes. */
    private boolean isShared(TensorProto weight, Node product) {
        boolean direct = product.input(1).equals(weight.getName());
        Node reader = direct ? product : graph.producer(product.input(1));
        return !isReadOnlyBy(weight.getName(), reader)
                || !(direct || isReadOnlyBy(product.input(1), product))
                || overlaps(weight);
    }

    private boolean isReadOnlyBy(String value, @Nullable Node reader) {
        return readers.getOrDefault(value, List.of()).equals(Collections.singletonList(reader))
                && graph.outputs().stream().noneMatch(output -> output.getName().equals(value));
    }

    private boolean overlaps(TensorProto weight) {
        ExternalData own = ExternalData.of(weight, graph.folder()).orElse(null);
        return own != null
                && graph.initializers().values().stream()
                        .filter(other -> !other.getName().equals(weight.getName()))
                        .flatMap(other -> ExternalData.of(other, graph.folder()).stream())
                        .anyMatch(other -> other.file().equals(own.file())
                                && other.offset() < own.offset() + own.length()
                                && own.offset() < other.offset() + other.length());
    }
}
