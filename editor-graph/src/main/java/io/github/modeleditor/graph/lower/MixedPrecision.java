package io.github.modeleditor.graph.lower;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.modeleditor.api.config.Precision;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.HalfPrecision;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.ir.Operators;
import io.github.modeleditor.graph.ir.Weight;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A graph of single precision as one that computes in 16-bit numbers, with single precision where they would spoil the result
 * ({@link PrecisionPlan} says where). Inputs and outputs keep their types, adapters aside, which are fed in 16 bits: as under
 * {@code torch.autocast}, an optimizer has them in single precision, and what is computed with them has no more digits than the
 * model around them. The gradients of the result are of the type of what they are gradients of, so they too are 16-bit numbers except
 * where it matters.
 *
 * @see <a href="https://arxiv.org/abs/1710.03740">Mixed Precision Training</a>
 */
public final class MixedPrecision {
    private final Graph graph;
    private final PrecisionPlan plan;
    private final DataType half;
    private final GraphBuilder builder;
    private final Operators operators;
    /** Where a value lies in 16 bits under another name, since its own is that of an output in single precision. */
    private final Map<String, String> renamed = new HashMap<>();

    /** The outputs of the graph. */
    private final Set<String> given;

    private final Map<String, String> casts = new HashMap<>();

    private MixedPrecision(Graph graph, DataType half, Set<String> adapters) {
        this.graph = graph;
        this.half = half;
        plan = PrecisionPlan.of(graph, half, adapters);
        builder = GraphBuilder.rewriting(graph);
        operators = new Operators(builder);
        given = graph.outputs().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
    }

    /**
     * Rewrites a graph without adapters.
     *
     * @param graph in single precision
     * @param precision what to compute in
     * @return an equivalent graph up to rounding
     */
    public static Graph of(Graph graph, Precision precision) {
        return of(graph, precision, List.of());
    }

    /**
     * The element type of the adapters that a graph is fed.
     *
     * @param precision what it computes in
     * @return 16-bit numbers in half precision, else those of single precision
     */
    public static DataType adapterType(Precision precision) {
        return switch (precision) {
            case FLOAT32, INT8 -> DataType.FLOAT;
            case FLOAT16 -> DataType.FLOAT16;
            case BFLOAT16 -> DataType.BFLOAT16;
        };
    }

    /**
     * Rewrites a graph.
     *
     * @param graph in single precision, with or without a loss
     * @param precision what to compute in
     * @param adapters the inputs that take adapters; they are of {@link #adapterType} afterwards
     * @return an equivalent graph up to rounding; the same for {@link Precision#FLOAT32} and {@link Precision#INT8}, which is a
     *     matter of {@link IntegerProducts}
     */
    public static Graph of(Graph graph, Precision precision, Collection<String> adapters) {
        return precision.isHalf()
                ? new MixedPrecision(graph, adapterType(precision), Set.copyOf(adapters)).rewritten()
                : graph;
    }

    private Graph rewritten() {
        plan.narrowConstants().forEach(name -> {
            Weight narrowed = HalfPrecision.narrowed(constant(name), half);
            if (isShared(name) && narrowed.inline().isPresent()) {
                narrowed = narrowed.named(builder.fresh(name));
                renamed.put(name, narrowed.name());
            }
            builder.weight(narrowed);
        });
        builder.changeInputs(input -> plan.isHalf(input.getName()) ? narrowed(input) : input);
        graph.nodes().forEach(this::add);
        return builder.build();
    }

    private ValueInfoProto narrowed(ValueInfoProto input) {
        ValueInfoProto.Builder narrowed = input.toBuilder();
        narrowed.getTypeBuilder().getTensorTypeBuilder().setElemType(half.getNumber());
        return narrowed.build();
    }

    /** Whether a constant is needed in both types. */
    private boolean isShared(String name) {
        return plan.narrowConstants().contains(name) && plan.wideConstants().contains(name);
    }

    private Weight constant(String name) {
        Weight weight = graph.weights().get(name);
        if (weight == null) {
            throw new IllegalStateException("no constant " + name);
        }
        return weight;
    }

    private void add(Node node) {
        NodeProto.Builder proto = node.proto().toBuilder();
        boolean narrow = plan.isHalf(node);
        for (int i = 0; i < proto.getInputCount(); i++) {
            if (plan.isFloat(proto.getInput(i))) {
                proto.setInput(i, narrow ? narrow(proto.getInput(i)) : wide(proto.getInput(i)));
            }
        }
        if (narrow && node.is(Operator.CAST)) {
            proto.setOpType(Operator.IDENTITY.simpleName()).clearAttribute();
        }
        List<Node> outputs = new ArrayList<>();
        for (int i = 0; i < proto.getOutputCount(); i++) {
            String output = proto.getOutput(i);
            if (plan.isHalf(output) && given.contains(output)) {
                String name = builder.fresh(output);
                renamed.put(output, name);
                proto.setOutput(i, name).setName(name);
                outputs.add(GraphBuilder.node(
                        Operator.CAST, List.of(name), output, Attributes.integer("to", DataType.FLOAT.getNumber())));
            }
        }
        builder.add(new Node(proto.build()));
        outputs.forEach(builder::add);
    }

    private String narrow(String value) {
        if (plan.narrowConstants().contains(value) || plan.isHalf(value)) {
            return renamed.getOrDefault(value, value);
        }
        return casts.computeIfAbsent(value, v -> operators.cast(v, half));
    }

    private String wide(String value) {
        boolean narrowOnly = plan.narrowConstants().contains(value) || plan.isHalf(value);
        if (!narrowOnly || renamed.containsKey(value)) {
            return value;
        }
        return casts.computeIfAbsent(value, v -> operators.cast(v, DataType.FLOAT));
    }
}
