package io.github.modeleditor.onnx.grad;

import com.google.common.collect.Lists;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.onnx.ir.ElementTypes;
import io.github.modeleditor.onnx.ir.Graph;
import io.github.modeleditor.onnx.ir.GraphBuilder;
import io.github.modeleditor.onnx.ir.Node;
import io.github.modeleditor.onnx.ir.Operators;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Walks a graph backward from its loss and adds the nodes that compute the gradients of its parameters. */
public final class GradientBuilder {
    private final Differentiation plan;
    private final Map<String, ValueType> types;
    private final GraphBuilder builder;
    private final Operators operators;
    private final Set<String> testedForNaN;
    private final Map<String, List<Contribution>> contributions = new HashMap<>();
    private final Recomputation recomputation;
    private final SecondForward secondForward;
    private final Set<String> tied = new HashSet<>();

    private GradientBuilder(Differentiation plan, Map<String, ValueType> types, Recomputation recomputation) {
        this.plan = plan;
        this.recomputation = recomputation;
        this.types = types;
        builder = new GraphBuilder(plan.graph());
        operators = new Operators(builder);
        secondForward = new SecondForward(recomputation, builder, operators, types);
        testedForNaN = plan.graph().nodes().stream()
                .filter(node -> node.operator().equals("IsNaN"))
                .map(node -> node.input(0))
                .collect(Collectors.toSet());
    }

    /**
     * The output that holds a parameter's gradient.
     *
     * @param parameter the parameter's name
     * @return the output's name
     */
    public static String gradientOf(String parameter) {
        return "gradient:" + parameter;
    }

    /**
     * Adds the backward pass.
     *
     * @param plan what lies between parameters and loss
     * @param types what is known of every value that the plan's nodes read or make
     * @param parameters the inputs whose gradients are wanted
     * @return the graph with one output more for each parameter, of the parameter's shape
     */
    public static Graph build(Differentiation plan, Map<String, ValueType> types, List<String> parameters) {
        return build(plan, types, parameters, Recomputation.NONE);
    }

    /**
     * Adds the backward pass, with or without recomputation.
     *
     * @param plan what lies between parameters and loss
     * @param types what is known of every value that the plan's nodes read or make
     * @param parameters the inputs whose gradients are wanted
     * @param recomputation what the backward pass computes once more instead of keeping it
     * @return the graph with one output more for each parameter, of the parameter's shape
     */
    public static Graph build(
            Differentiation plan, Map<String, ValueType> types, List<String> parameters, Recomputation recomputation) {
        return new GradientBuilder(plan, types, recomputation).build(parameters);
    }

    private Graph build(List<String> parameters) {
        String loss = plan.graph().outputs().get(0).getName();
        add(loss, new Contribution.Whole(builder.scalar(type(loss).type(), 1)));
        for (Segment segment : Lists.reverse(Segment.of(plan, types))) {
            Lists.reverse(nodes(segment)).forEach(this::backward);
        }
        for (String parameter : parameters) {
            ValueType type = type(parameter);
            String gradient = sum(parameter);
            String value = gradient != null ? gradient : operators.zeros(operators.shape(parameter), type.type());
            builder.output(
                    gradientOf(parameter), value, type.type(), type.dimensions().toArray());
        }
        return builder.build();
    }

    /**
     * The nodes of a segment to go back through. The last segment is not computed again, since the way back begins with it, nor
     * the first, which reads nothing that could be held back.
     */
    private List<Node> nodes(Segment segment) {
        String output = segment.output();
        if (recomputation == Recomputation.NONE || output == null) {
            return segment.nodes();
        }
        tie(output);
        String gradient = segment.input() == null ? null : sum(output);
        if (gradient == null) {
            return segment.nodes();
        }
        add(output, new Contribution.Whole(gradient));
        return secondForward.nodes(segment, gradient);
    }

    /**
     * Lets the gradient that leads into a segment wait for those of the parameters behind it. ONNX Runtime orders nodes by what
     * they need alone, and would leave parameters to the end: until then it keeps what their gradients are made of, for every
     * layer.
     */
    private void tie(String output) {
        String gradient = sum(output);
        if (gradient == null) {
            return;
        }
        List<String> finished = contributions.values().stream()
                .flatMap(List::stream)
                .filter(contribution -> contribution instanceof Contribution.Whole)
                .map(contribution -> ((Contribution.Whole) contribution).value())
                .filter(tied::add)
                .toList();
        String last = finished.isEmpty()
                ? gradient
                : operators.reshape(gradient, operators.unchangedShapeAfter(gradient, finished));
        add(output, new Contribution.Whole(last));
    }

    private String original(String value) {
        return secondForward.original(value);
    }

    private void backward(Node node) {
        List<@Nullable String> gradients = new ArrayList<>();
        node.outputs().forEach(output -> gradients.add(sum(output)));
        if (gradients.stream().anyMatch(gradient -> gradient != null)) {
            Rules.of(node.operator())
                    .orElseThrow(() -> new IllegalStateException("no rule for " + node))
                    .emit(new Backward(node, gradients, this, operators));
        }
    }

    boolean needsGradient(String value) {
        return plan.values().contains(original(value))
                && ElementTypes.isFloat(type(value).type());
    }

    boolean isTestedForNaN(String value) {
        return testedForNaN.contains(original(value));
    }

    ValueType type(String value) {
        ValueType type = types.get(original(value));
        if (type == null) {
            throw new IllegalStateException("nothing is known of the value " + value);
        }
        return type;
    }

    OptionalDouble scalar(String value) {
        return plan.graph().scalar(value);
    }

    void add(String value, Contribution contribution) {
        contributions.computeIfAbsent(original(value), v -> new ArrayList<>()).add(contribution);
    }

    /** The sum of everything that was contributed to a value's gradient, or null where nothing was. */
    private @Nullable String sum(String value) {
        List<Contribution> all = contributions.remove(original(value));
        if (all == null) {
            return null;
        }
        List<String> terms = new ArrayList<>();
        List<Contribution.Part> parts = new ArrayList<>();
        for (Contribution contribution : all) {
            if (contribution instanceof Contribution.Whole whole) {
                terms.add(whole.value());
            } else if (contribution instanceof Contribution.Part part) {
                parts.add(part);
            }
        }
        terms.addAll(join(parts, type(value)));
        String sum = terms.get(0);
        for (String term : terms.subList(1, terms.size())) {
            sum = operators.add(sum, term);
        }
        return sum;
    }

    /** Parts that tile an axis, as the halves of a rotary embedding do, are laid side by side; others are padded. */
    private List<String> join(List<Contribution.Part> parts, ValueType type) {
        if (parts.isEmpty()) {
            return List.of();
        }
        List<Contribution.Part> sorted = parts.stream()
                .sorted(Comparator.comparingLong(Contribution.Part::start))
                .toList();
        int axis = sorted.get(0).axis();
        long covered = 0;
        for (Contribution.Part part : sorted) {
            covered = part.axis() == axis && part.start() == covered ? part.end() : Long.MAX_VALUE;
        }
        if (covered == type.dimensions().get(axis)) {
            return List.of(operators.concat(
                    axis, sorted.stream().map(Contribution.Part::value).toList()));
        }
        return sorted.stream().map(part -> pad(part, type)).toList();
    }

    private String pad(Contribution.Part part, ValueType type) {
        long length = type.dimensions().get(part.axis());
        return operators.pad(part.value(), type.type(), type.rank(), part.axis(), part.start(), length - part.end());
    }
}
