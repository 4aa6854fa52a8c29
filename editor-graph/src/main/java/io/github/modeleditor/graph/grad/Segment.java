package io.github.modeleditor.graph.grad;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Uses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the way to the loss that one value leads into and one value leads out of, such as the attention or the
 * feed-forward part of a layer, between two states of the residual stream.
 *
 * @param nodes its nodes, in topological order
 * @param input the one value on the way that it reads and does not make, parameters aside; null for the first segment
 * @param output the one value that is read after it; null for the last segment
 */
record Segment(List<Node> nodes, @Nullable String input, @Nullable String output) {
    Segment {
        nodes = List.copyOf(nodes);
    }

    /**
     * Cuts the way to the loss wherever a single value crosses it that is read more than once, as the residual stream is. Of
     * the widths such values have, the most frequent counts: that is the residual stream's, be it of all positions or of the
     * targets, and not that of the queries of the first layer or of the logits.
     *
     * @param plan what lies between parameters and loss
     * @param types what is known of its values
     * @return the segments, in topological order; one where there is no cut
     */
    static List<Segment> of(Differentiation plan, Map<String, ValueType> types) {
        List<Node> nodes = plan.nodes();
        Map<Integer, String> crossings = crossings(plan);
        crossings.values().removeIf(value -> !types.containsKey(value));
        Multiset<Long> widths = HashMultiset.create();
        crossings.values().forEach(value -> widths.add(width(types, value)));
        long usual = widths.entrySet().stream()
                .max(Comparator.comparingInt(Multiset.Entry::getCount))
                .map(Multiset.Entry::getElement)
                .orElse(ValueType.DYNAMIC);
        List<Segment> segments = new ArrayList<>();
        int start = 0;
        String input = null;
        for (Map.Entry<Integer, String> crossing : crossings.entrySet()) {
            if (width(types, crossing.getValue()) == usual) {
                int end = crossing.getKey() + 1;
                segments.add(new Segment(nodes.subList(start, end), input, crossing.getValue()));
                start = end;
                input = crossing.getValue();
            }
        }
        segments.add(new Segment(nodes.subList(start, nodes.size()), input, null));
        return segments;
    }

    private static long width(Map<String, ValueType> types, String value) {
        List<Long> dimensions = Objects.requireNonNull(types.get(value)).dimensions();
        return dimensions.isEmpty() ? ValueType.DYNAMIC : dimensions.get(dimensions.size() - 1);
    }

    /** By the index of the node that it is made by or after which it is alone: each value that crosses alone, once. */
    private static Map<Integer, String> crossings(Differentiation plan) {
        List<Node> nodes = plan.nodes();
        Map<String, Integer> lastUse = new HashMap<>();
        Multiset<String> uses = HashMultiset.create();
        for (int index = 0; index < nodes.size(); index++) {
            for (String value : new HashSet<>(Uses.of(nodes.get(index)))) {
                lastUse.put(value, index);
                uses.add(value);
            }
        }
        Map<Integer, String> crossings = new TreeMap<>();
        Set<String> open = new HashSet<>();
        String last = "";
        for (int index = 0; index < nodes.size() - 1; index++) {
            int now = index;
            nodes.get(index).outputs().stream().filter(plan.values()::contains).forEach(open::add);
            open.removeIf(value -> lastUse.getOrDefault(value, -1) <= now);
            String only = open.size() == 1 ? open.iterator().next() : "";
            if (uses.count(only) > 1 && !only.equals(last)) {
                crossings.put(index, only);
                last = only;
            }
        }
        return crossings;
    }
}
