package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.TensorInfo;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.graph.grad.ValueType;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lower.FloatTypes;
import io.github.modeleditor.graph.lower.SinglePrecision;
import io.github.modeleditor.graph.plan.TrainingGraph;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Learns the shapes of a graph's values by looking: it runs the graph on two tiny batches of different sizes. A length that
 * is the same in both is fixed, one that is not is dynamic. Unlike shape inference this needs no rule for any operator.
 *
 * <p>What the numbers are does not matter, so one block of zeros stands for all weights; nor does their precision, so a graph of half
 * precision is looked at in single precision. Both run on any CPU, wherever the graph itself is to run.
 */
final class ShapeObserver {
    /** Integers that are needed beforehand, such as axes and bounds of slices, come in vectors of this length at most. */
    private static final int FEW = 16;

    private ShapeObserver() {}

    /** One value in one run. */
    private record Sighting(DataType type, List<Long> shape, Optional<List<Long>> integers) {}

    /**
     * Everything a backward pass must know beforehand.
     *
     * @param plan of the graph
     * @param layout where adapters attach
     * @return type and shape of each value that the plan's nodes read or make
     */
    static Map<String, ValueType> observe(TrainingGraph plan, LoraLayout layout) {
        Graph graph = plan.differentiation().graph();
        FloatTypes floats = FloatTypes.of(graph);
        Set<String> values = new LinkedHashSet<>();
        for (Node node : plan.differentiation().nodes()) {
            node.inputs().stream().filter(input -> !input.isEmpty()).forEach(values::add);
            node.outputs().stream().filter(output -> !output.isEmpty()).forEach(values::add);
        }
        GraphBuilder watched = new GraphBuilder(SinglePrecision.of(graph));
        watched.clearOutputs();
        List<String> made =
                values.stream().filter(value -> graph.producer(value) != null).toList();
        made.forEach(watched::output);
        Map<String, Sighting> first;
        Map<String, Sighting> second;
        Graph single = watched.build();
        try (WeightTensors zeros = WeightTensors.zeros(single);
                Session session = Session.open(single, zeros, Device.cpu(), Optimization.NONE)) {
            first = run(session, plan, batch(2, 3), layout, made);
            second = run(session, plan, batch(3, 5), layout, made);
        }
        Map<String, ValueType> types = new HashMap<>();
        for (String value : values) {
            Weight constant = graph.weights().get(value);
            Sighting before = first.get(value);
            Sighting after = second.get(value);
            if (constant != null) {
                types.put(value, constant(constant));
            } else if (before != null && after != null) {
                types.put(value, merge(before, after, floats.of(value)));
            }
        }
        return types;
    }

    /** One target in each row, and one soft target that names as many tokens as there are rows. */
    private static TokenBatch batch(int rows, int columns) {
        int[] tokens = IntStream.range(0, rows).toArray();
        float[] probabilities = new float[rows];
        Arrays.fill(probabilities, 1f / (rows + 1));
        TokenDistribution reference = new TokenDistribution(tokens, probabilities);
        return TokenBatch.ofSize(rows, columns).withSoftTargets(List.of(new SoftTarget(0, 0, reference, 0)));
    }

    private static Map<String, Sighting> run(
            Session session, TrainingGraph plan, TokenBatch batch, LoraLayout layout, List<String> outputs) {
        Map<String, Sighting> sightings = new HashMap<>();
        try (Feeds feeds = Feeds.loss(plan.decoder(), batch, LossRows.of(batch), plan.packsTexts());
                LoraTensors lora = new LoraTensors(layout, Precision.FLOAT32, name -> name)) {
            Map<String, OnnxTensor> fed = feeds.with(lora.tensors());
            fed.forEach((name, tensor) -> sightings.put(name, sighting(tensor)));
            try (Result result = session.run(fed, new LinkedHashSet<>(outputs), Map.of())) {
                result.forEach(entry -> sightings.put(entry.getKey(), sighting((OnnxTensor) entry.getValue())));
            }
        }
        return sightings;
    }

    private static Sighting sighting(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        DataType type = TensorTypes.toOnnx(info);
        Optional<List<Long>> integers = Optional.empty();
        if (type == DataType.INT64 && info.getNumElements() <= FEW) {
            long[] elements = new long[(int) info.getNumElements()];
            tensor.getLongBuffer().get(elements);
            integers = Optional.of(Longs.asList(elements));
        }
        return new Sighting(type, Longs.asList(info.getShape()), integers);
    }

    private static ValueType constant(Weight weight) {
        return new ValueType(weight.type(), weight.shape(), weight.integers(FEW));
    }

    private static ValueType merge(Sighting first, Sighting second, DataType floats) {
        List<Long> dimensions = new ArrayList<>();
        for (int axis = 0; axis < first.shape().size(); axis++) {
            long length = first.shape().get(axis);
            dimensions.add(length == second.shape().get(axis) ? length : ValueType.DYNAMIC);
        }
        Optional<List<Long>> integers =
                first.integers().filter(i -> second.integers().equals(Optional.of(i)));
        return new ValueType(first.type() == DataType.FLOAT ? floats : first.type(), dimensions, integers);
    }
}
