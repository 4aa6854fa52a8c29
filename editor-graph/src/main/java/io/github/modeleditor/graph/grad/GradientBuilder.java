package io.github.modeleditor.graph.grad;

import com.google.common.collect.Lists;
import io.github.modeleditor.api.config.Recomputation;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operators;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Walks a graph backward from its loss and adds the nodes that compute the gradients of its parameters. */
public final class GradientBuilder {
    private final Differentiation plan;
    private final Map<String, ValueType> types;
    private final GraphBuilder builder;
    private final Operators operators;
    private final KnownValues known;
    private final Map<String, Terms> terms = new HashMap<>();
    private final Recomputation recomputation;
    private final ActivationCheckpointing checkpointing;
    private final RowWeights rowWeights;
    private final Set<String> tied = new HashSet<>();

    /** What the readers of a value have said of its gradient: all of it, of its shape, or parts. */
    private record Terms(List<String> whole, List<Gradient.Part> parts) {
        Terms() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private GradientBuilder(
            Differentiation plan, Map<String, ValueType> types, Recomputation recomputation, RowWeights rowWeights) {
        this.plan = plan;
        this.rowWeights = rowWeights;
        this.recomputation = recomputation;
        this.types = types;
        builder = new GraphBuilder(plan.graph());
        operators = new Operators(builder);
        checkpointing = new ActivationCheckpointing(recomputation, builder, operators, types);
        known = new KnownValues(plan.graph(), types, checkpointing::original);
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
     * @param rowWeights what rows count in the gradients of some of them
     * @param recomputation what the backward pass computes once more instead of keeping it
     * @return the graph with one output more for each parameter, of the parameter's shape
     */
    public static Graph build(
            Differentiation plan,
            Map<String, ValueType> types,
            List<String> parameters,
            RowWeights rowWeights,
            Recomputation recomputation) {
        return new GradientBuilder(plan, types, recomputation, rowWeights).build(parameters);
    }

    private Graph build(List<String> parameters) {
        String loss = plan.graph().outputs().get(0).getName();
        terms(loss).whole().add(builder.scalar(known.type(loss).type(), 1));
        for (Segment segment : Lists.reverse(Segment.of(plan, types))) {
            Lists.reverse(nodes(segment)).forEach(this::backward);
        }
        for (String parameter : parameters) {
            ValueType type = known.type(parameter);
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
        terms(output).whole().add(gradient);
        return checkpointing.nodes(segment, gradient);
    }

    /**
     * Lets the gradient that leads into a segment wait for those of the parameters after it. ONNX Runtime orders nodes by what
     * they need alone, and would leave parameters to the end: until then it keeps what their gradients are made of, for every
     * layer.
     */
    private void tie(String output) {
        String gradient = sum(output);
        if (gradient == null) {
            return;
        }
        List<String> finished = terms.values().stream()
                .flatMap(all -> all.whole().stream())
                .filter(tied::add)
                .toList();
        String last = finished.isEmpty()
                ? gradient
                : operators.reshape(gradient, operators.unchangedShapeAfter(gradient, finished));
        terms(output).whole().add(last);
    }

    private String original(String value) {
        return checkpointing.original(value);
    }

    private void backward(Node node) {
        List<@Nullable String> gradients = new ArrayList<>();
        node.outputs().forEach(output -> gradients.add(sum(output)));
        if (gradients.stream().allMatch(gradient -> gradient == null)) {
            return;
        }
        Optional<String> weights = node.inputs().size() < 2
                ? Optional.empty()
                : rowWeights.of(node.input(1), original(node.input(0)), operators);
        OperandGradients ofOperands = Rules.of(node.kind())
                .orElseThrow(() -> new IllegalStateException("no rule for " + node))
                .of(new Backward(node, gradients, known, operators, weights));
        for (int operand = 0; operand < node.inputs().size(); operand++) {
            if (node.hasInput(operand) && needsGradient(node.input(operand))) {
                add(node.input(operand), ofOperands.of(operand));
            }
        }
    }

    private boolean needsGradient(String value) {
        return plan.values().contains(original(value))
                && ElementTypes.isFloat(known.type(value).type());
    }

    private Terms terms(String value) {
        return terms.computeIfAbsent(original(value), v -> new Terms());
    }

    private void add(String value, Gradient gradient) {
        if (gradient instanceof Gradient.Whole whole) {
            String summed = sumToShape(
                    whole.value(), whole.dimensions(), known.type(value).dimensions());
            terms(value).whole().add(summed);
        } else if (gradient instanceof Gradient.Parts some) {
            terms(value).parts().addAll(some.parts());
        }
    }

    /** Undoes a broadcast: sums over the axes along which a value was repeated, leading ones last. */
    private String sumToShape(String gradient, List<Long> from, List<Long> to) {
        int extra = from.size() - to.size();
        long[] repeated = IntStream.range(0, to.size())
                .filter(axis -> to.get(axis) == 1 && from.get(axis + extra) != 1)
                .mapToLong(axis -> axis + extra)
                .toArray();
        String sum = repeated.length == 0 ? gradient : operators.reduceSum(gradient, true, repeated);
        return extra == 0
                ? sum
                : operators.reduceSum(sum, false, LongStream.range(0, extra).toArray());
    }

    /** The sum of everything that was said of a value's gradient, or null where nothing was. */
    private @Nullable String sum(String value) {
        Terms said = terms.remove(original(value));
        if (said == null) {
            return null;
        }
        List<String> all = new ArrayList<>(said.whole());
        all.addAll(join(said.parts(), known.type(value)));
        String sum = all.get(0);
        for (String term : all.subList(1, all.size())) {
            sum = operators.add(sum, term);
        }
        return sum;
    }

    /** Parts that tile an axis, as the halves of a rotary embedding do, are laid side by side; others are padded. */
    private List<String> join(List<Gradient.Part> parts, ValueType type) {
        if (parts.isEmpty()) {
            return List.of();
        }
        List<Gradient.Part> sorted = parts.stream()
                .sorted(Comparator.comparingLong(Gradient.Part::start))
                .toList();
        int axis = sorted.get(0).axis();
        long covered = 0;
        for (Gradient.Part part : sorted) {
            covered = part.axis() == axis && part.start() == covered ? part.end() : Long.MAX_VALUE;
        }
        if (covered == type.dimensions().get(axis)) {
            return List.of(operators.concat(
                    axis, sorted.stream().map(Gradient.Part::value).toList()));
        }
        return sorted.stream().map(part -> pad(part, type)).toList();
    }

    private String pad(Gradient.Part part, ValueType type) {
        long length = type.dimensions().get(part.axis());
        return operators.pad(part.value(), type.type(), type.rank(), part.axis(), part.start(), length - part.end());
    }
}
