package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts nodes into topological order, as ONNX demands and not every tool keeps to: a node that reads what a later one makes is
 * moved behind it, and those that stand right stay in their order. A graph that runs in a circle has no order.
 */
final class NodeOrder {
    /**
     * As long as a way through a graph may be. A decoder of a hundred layers has some three thousand nodes one after the other;
     * what goes through a graph by calling itself has to end before the stack does.
     */
    static final int LONGEST_WAY = 12_000;

    private final List<NodeProto> nodes;
    private final Map<String, Integer> makers = new HashMap<>();
    private final List<Set<Integer>> needed = new ArrayList<>();

    private NodeOrder(List<NodeProto> nodes) {
        this.nodes = nodes;
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).getOutputList()) {
                if (!output.isEmpty()) {
                    makers.put(output, i);
                }
            }
        }
        for (NodeProto node : nodes) {
            Set<Integer> makersOfInputs = new HashSet<>();
            for (String value : Uses.of(new Node(node))) {
                Integer maker = makers.get(value);
                if (maker != null) {
                    makersOfInputs.add(maker);
                }
            }
            needed.add(makersOfInputs);
        }
    }

    /**
     * Orders a graph.
     *
     * @param graph in which no value is made twice
     * @param refusal makes an exception of what is wrong
     * @return the same graph where it is in order
     * @throws RuntimeException as {@code refusal} makes it, if nodes wait for one another, or a way through the graph is too long
     */
    static GraphProto of(GraphProto graph, Function<String, ? extends RuntimeException> refusal) {
        NodeOrder order = new NodeOrder(graph.getNodeList());
        List<Integer> sorted = order.sorted();
        if (sorted.size() < order.nodes.size()) {
            Set<Integer> reached = new HashSet<>(sorted);
            for (int i = 0; i < order.nodes.size(); i++) {
                if (!reached.contains(i)) {
                    throw refusal.apply("runs in a circle, or reads what is made of it: " + new Node(order.nodes.get(i))
                            + " waits for its own output");
                }
            }
        }
        int longest = order.longestWay(sorted);
        if (longest > LONGEST_WAY) {
            throw refusal.apply("has a way of " + longest + " operators one after the other, and up to " + LONGEST_WAY
                    + " can be followed");
        }
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i) != i) {
                GraphProto.Builder ordered = graph.toBuilder().clearNode();
                sorted.forEach(index -> ordered.addNode(order.nodes.get(index)));
                return ordered.build();
            }
        }
        return graph;
    }

    /** The first in the graph's order of all that wait for nothing, again and again. */
    private List<Integer> sorted() {
        List<List<Integer>> readers = new ArrayList<>();
        int[] waiting = new int[nodes.size()];
        PriorityQueue<Integer> free = new PriorityQueue<>();
        for (int i = 0; i < nodes.size(); i++) {
            readers.add(new ArrayList<>());
            waiting[i] = needed.get(i).size();
            if (waiting[i] == 0) {
                free.add(i);
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            for (int maker : needed.get(i)) {
                readers.get(maker).add(i);
            }
        }
        List<Integer> sorted = new ArrayList<>();
        while (!free.isEmpty()) {
            int next = free.remove();
            sorted.add(next);
            for (int reader : readers.get(next)) {
                if (--waiting[reader] == 0) {
                    free.add(reader);
                }
            }
        }
        return sorted;
    }

    private int longestWay(List<Integer> sorted) {
        int[] ways = new int[nodes.size()];
        int longest = 0;
        for (int index : sorted) {
            for (int maker : needed.get(index)) {
                ways[index] = Math.max(ways[index], ways[maker] + 1);
            }
            longest = Math.max(longest, ways[index]);
        }
        return longest;
    }
}
