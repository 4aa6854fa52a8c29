package io.github.modeleditor.graph.grad;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A graph with a loss, the sum of its outputs with random weights, and what it is fed in two runs of different sizes.
 *
 * @param loss the graph
 * @param runs inputs by name, the weights among them
 */
record Experiment(Graph loss, List<Map<String, Tensor>> runs) {
    private static final String WEIGHT = "weight of ";

    static Experiment of(Graph forward, List<Map<String, Tensor>> inputs, Random random) throws OrtException {
        List<Map<String, Tensor>> runs = new ArrayList<>();
        try (PlainOrt session = PlainOrt.open(forward.toProto(), forward.folder())) {
            for (Map<String, Tensor> input : inputs) {
                Map<String, Tensor> run = new HashMap<>(input);
                session.run(input)
                        .forEach((output, value) ->
                                run.put(weight(output), Tensor.random(value.type(), value.shape(), random)));
                runs.add(run);
            }
        }
        return new Experiment(weightedSum(forward, runs.get(0)), runs);
    }

    /** The input that holds the weight of an output. */
    static String weight(String output) {
        return WEIGHT + output;
    }

    static boolean isWeight(String input) {
        return input.startsWith(WEIGHT);
    }

    private static Graph weightedSum(Graph forward, Map<String, Tensor> run) {
        GraphBuilder builder = new GraphBuilder(Lowering.lower(forward));
        Operators operators = new Operators(builder);
        List<String> sums = new ArrayList<>();
        for (ValueInfoProto output : forward.outputs()) {
            String name = weight(output.getName());
            Tensor weight = Tensor.named(name, run);
            Object[] lengths = new Object[weight.shape().size()];
            Arrays.setAll(lengths, axis -> name + axis);
            builder.input(name, weight.type(), lengths);
            String product = operators.multiply(output.getName(), name);
            sums.add(builder.emit(Operator.REDUCE_SUM, List.of(product), Attributes.integer("keepdims", 0)));
        }
        builder.clearOutputs();
        builder.output(sums.stream().reduce(operators::add).orElseThrow());
        return builder.build();
    }

    /** The loss and its gradients with respect to inputs. */
    Graph gradients(List<String> parameters) throws OrtException {
        return GradientBuilder.build(
                Differentiation.of(loss, parameters), types(), parameters, RowWeights.none(), Recomputation.NONE);
    }

    /** What the two runs, and the initializers, tell of every value. */
    private Map<String, ValueType> types() throws OrtException {
        GraphBuilder watched = new GraphBuilder(loss);
        watched.clearOutputs();
        loss.nodes().forEach(node -> node.outputs().forEach(watched::output));
        Map<String, ValueType> types = new HashMap<>();
        try (PlainOrt session = PlainOrt.open(watched.build().toProto(), loss.folder())) {
            Map<String, Tensor> first = new HashMap<>(session.run(runs.get(0)));
            Map<String, Tensor> second = new HashMap<>(session.run(runs.get(1)));
            first.putAll(runs.get(0));
            second.putAll(runs.get(1));
            first.forEach((name, tensor) -> types.put(name, type(tensor, Tensor.named(name, second))));
        }
        for (Weight constant : loss.weights().values()) {
            types.put(constant.name(), new ValueType(constant.type(), constant.shape(), constant.integers(16)));
        }
        return types;
    }

    private static ValueType type(Tensor first, Tensor second) {
        long[] lengths = Longs.toArray(first.shape());
        Arrays.setAll(lengths, axis -> lengths[axis] == second.shape().get(axis) ? lengths[axis] : ValueType.DYNAMIC);
        return new ValueType(first.type(), Longs.asList(lengths), Optional.empty());
    }
}
