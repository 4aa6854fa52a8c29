package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.TensorInfo;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.onnx.grad.Differentiation;
import io.github.modeleditor.onnx.grad.ValueType;
import io.github.modeleditor.onnx.ir.ElementTypes;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Tensors;
import io.github.modeleditor.onnx.loss.Decoder;
import io.github.modeleditor.onnx.lower.TextMask;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Learns the shapes of a graph's values by looking: it runs the graph on two tiny batches of different sizes. A length that
 * is the same in both is fixed, one that is not is dynamic. Unlike shape inference this needs no rule for any operator.
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
     * @param decoder the model
     * @param plan whose graph has adapters and a loss
     * @param layout where adapters attach
     * @param weights the model's weights
     * @return type and shape of each value that the plan's nodes read or make
     */
    static Map<String, ValueType> observe(
            Decoder decoder, Differentiation plan, LoraLayout layout, WeightTensors weights) {
        Graph graph = plan.graph();
        Set<String> values = new LinkedHashSet<>();
        for (Node node : plan.nodes()) {
            node.inputs().stream().filter(input -> !input.isEmpty()).forEach(values::add);
            node.outputs().stream().filter(output -> !output.isEmpty()).forEach(values::add);
        }
        GraphBuilder watched = new GraphBuilder(graph);
        watched.clearOutputs();
        List<String> made =
                values.stream().filter(value -> graph.producer(value) != null).toList();
        made.forEach(watched::output);
        Map<String, Sighting> first;
        Map<String, Sighting> second;
        try (Session session = Session.open(watched.build(), weights, Device.cpu(), Optimization.NONE)) {
            boolean packed = TextMask.isIn(graph);
            first = run(session, decoder, batch(2, 3), packed, layout, made);
            second = run(session, decoder, batch(3, 5), packed, layout, made);
        }
        Map<String, ValueType> types = new HashMap<>();
        for (String value : values) {
            TensorProto constant = graph.initializers().get(value);
            Sighting before = first.get(value);
            Sighting after = second.get(value);
            if (constant != null) {
                types.put(value, constant(constant));
            } else if (before != null && after != null) {
                types.put(value, merge(before, after));
            }
        }
        return types;
    }

    /** As many targets as rows, each behind the first token of its row. */
    private static TokenBatch batch(int rows, int columns) {
        long[] positions = new long[rows];
        int[] lengths = new int[rows];
        for (int row = 0; row < rows; row++) {
            positions[row] = (long) row * columns;
            lengths[row] = columns;
        }
        return new TokenBatch(
                rows, columns, new long[rows * columns], lengths, positions, new long[rows], new float[rows]);
    }

    private static Map<String, Sighting> run(
            Session session,
            Decoder decoder,
            TokenBatch batch,
            boolean packed,
            LoraLayout layout,
            List<String> outputs) {
        Map<String, Sighting> sightings = new HashMap<>();
        try (Feeds feeds = Feeds.loss(decoder, batch, packed);
                LoraTensors lora = new LoraTensors(layout, name -> name)) {
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

    private static ValueType constant(TensorProto tensor) {
        DataType type = ElementTypes.of(tensor.getDataType());
        return new ValueType(type, tensor.getDimsList(), Tensors.integers(tensor, FEW));
    }

    private static ValueType merge(Sighting first, Sighting second) {
        List<Long> dimensions = new ArrayList<>();
        for (int axis = 0; axis < first.shape().size(); axis++) {
            long length = first.shape().get(axis);
            dimensions.add(length == second.shape().get(axis) ? length : ValueType.DYNAMIC);
        }
        Optional<List<Long>> integers =
                first.integers().filter(i -> second.integers().equals(Optional.of(i)));
        return new ValueType(first.type(), dimensions, integers);
    }
}
