package io.github.modeleditor.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.collect.Sets;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.ExternalData;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Trait;
import io.github.modeleditor.graph.ir.Uses;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lora.Projection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the weight behind each adapted projection in the model as it was read, before it was lowered. */
final class MergePlan {
    private final Graph graph;
    private final Map<String, List<Node>> readers;

    private MergePlan(Graph graph) {
        this.graph = graph;
        readers = Uses.readers(graph);
    }

    /**
     * What has to change.
     *
     * @param graph the model as it was read
     * @param projections those of the lowered model
     * @param adapter what is added to their weights
     * @return a weight for each module
     * @throws UnsupportedModelException if a weight lies in a form that cannot be changed
     */
    static List<MergedTensor> of(Graph graph, List<Projection> projections, LoraWeights adapter) {
        MergePlan plan = new MergePlan(graph);
        Map<String, Projection> byPath = projections.stream().collect(Collectors.toMap(Projection::path, p -> p));
        List<MergedTensor> merged = new ArrayList<>();
        for (TargetModule module : adapter.layout().targetModules()) {
            Projection projection = byPath.get(module.path());
            if (projection == null) {
                throw new UnsupportedModelException(
                        "The model has no projection " + module.path() + ". Open the model the adapter was made for.");
            }
            merged.addAll(plan.merged(projection, module, adapter));
        }
        return merged;
    }

    /** One tensor where all that read the weight are uses of the projection, else one for each use. */
    private List<MergedTensor> merged(Projection projection, TargetModule module, LoraWeights adapter) {
        int operand = projection.kind() == Projection.Kind.EMBEDDING ? 0 : 1;
        if (projection.node().is(QuantizedMatrix.OPERATOR)) {
            return dequantized(projection, module, adapter);
        }
        List<MergedMatrix> all = new ArrayList<>();
        for (Node lowered : projection.nodes()) {
            Node reader = graph.producer(lowered.output());
            Weight weight = graph.weights().get(lowered.input(operand));
            if (reader == null || weight == null || !reads(reader, operand, weight)) {
                throw new UnsupportedModelException(
                        "The weight of " + projection.path()
                                + " is not a float matrix of the model's own, but "
                                + (reader == null ? "made by a rewrite" : "part of " + reader)
                                + ", in a form that cannot be changed. Keep the adapter apart, or merge into the model that was quantized.");
            }
            double scale = adapter.layout().config().scale() / reader.number("alpha", 1);
            boolean transposed = lowered.integer("transB", 0) == 1;
            WeightDelta delta = new WeightDelta(module, adapter.values(), scale, transposed);
            all.add(new MergedMatrix(weight.toProto(), delta, reader, operand, true));
        }
        MergedMatrix first = all.get(0);
        return isShared(all)
                ? List.copyOf(all)
                : List.of(new MergedMatrix(first.weight(), first.delta(), first.reader(), operand, false));
    }

    /** A weight of a few bits becomes one of floats, for each of its uses. */
    private List<MergedTensor> dequantized(Projection projection, TargetModule module, LoraWeights adapter) {
        WeightDelta delta = new WeightDelta(
                module, adapter.values(), adapter.layout().config().scale(), false);
        List<MergedTensor> all = new ArrayList<>();
        for (Node lowered : projection.nodes()) {
            Node reader = graph.producer(lowered.output());
            QuantizedMatrix matrix =
                    reader == null ? null : QuantizedMatrix.of(graph, reader).orElse(null);
            if (reader == null || matrix == null) {
                throw new UnsupportedModelException("The weight of " + projection.path() + " lies in a form of "
                        + QuantizedMatrix.OPERATOR
                        + " that is not understood: it is for 4 and 8 bits, integer zero points"
                        + " and inputs in order. Keep the adapter apart, or merge into the model that was quantized.");
            }
            all.add(new DequantizedMatrix(matrix, delta, reader));
        }
        return all;
    }

    /** Whether a node reads a float matrix as it lies, or its transpose. */
    private boolean reads(Node reader, int operand, Weight weight) {
        if (!(reader.is(Family.PRODUCT) || reader.is(Family.LOOKUP))
                || reader.is(Trait.QUANTIZED)
                || weight.rank() != 2
                || !ElementTypes.isFloat(weight.type())) {
            return false;
        }
        Node transpose = graph.producer(reader.input(operand));
        return reader.input(operand).equals(weight.name())
                || (transpose != null
                        && transpose.is(Operator.TRANSPOSE)
                        && transpose.input(0).equals(weight.name()));
    }

    /** Whether anything but its uses reads a weight, its transpose, or its bytes. */
    private boolean isShared(List<MergedMatrix> uses) {
        Set<Node> readers = new HashSet<>();
        Set<Node> direct = new HashSet<>();
        TensorProto weight = uses.get(0).weight();
        boolean apart = true;
        for (MergedMatrix use : uses) {
            String value = use.reader().input(use.operand());
            readers.add(use.reader());
            direct.add(value.equals(weight.getName()) ? use.reader() : graph.producer(value));
        }
        for (MergedMatrix use : uses) {
            apart &= isReadOnlyBy(use.reader().input(use.operand()), Sets.union(readers, direct));
        }
        return !apart || !isReadOnlyBy(weight.getName(), direct) || overlaps(weight);
    }

    private boolean isReadOnlyBy(String value, Set<Node> nodes) {
        return nodes.containsAll(readers.getOrDefault(value, List.of()))
                && graph.outputs().stream().noneMatch(output -> output.getName().equals(value));
    }

    private boolean overlaps(TensorProto weight) {
        ExternalData own = ExternalData.of(weight, graph.folder()).orElse(null);
        return own != null
                && graph.weights().values().stream()
                        .filter(other -> !other.name().equals(weight.getName()))
                        .flatMap(other -> other.place().stream())
                        .anyMatch(other -> other.file().equals(own.file())
                                && other.offset() < own.offset() + own.length()
                                && own.offset() < other.offset() + other.length());
    }
}
