package io.github.modeleditor.graph.ir;

import com.google.common.collect.Lists;
import io.github.modeleditor.graph.ir.Operator.Family;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An attention that is written out: a softmax between two products of activations, masks, scales and caps in between. The
 * softmax of a router of experts is none, since it comes from a product with a weight.
 *
 * @param scores the product of queries and keys
 * @param softmax the softmax over the keys
 * @param mix the product of what it gives and the values
 */
public record Attention(Node scores, Node softmax, Node mix) {
    /**
     * Every attention of a graph.
     *
     * @param graph a lowered graph
     * @return the attentions, in the order of their softmaxes
     */
    public static List<Attention> of(Graph graph) {
        return new Search(graph).attentions();
    }

    private static final class Search {
        private final Graph graph;
        private final Map<String, List<Node>> readers;
        /** Values that are made of weights and constants alone, as a dequantized weight is. */
        private final Set<String> constants;

        Search(Graph graph) {
            this.graph = graph;
            readers = Uses.readers(graph);
            constants = new HashSet<>(graph.weights().keySet());
            for (Node node : graph.nodes()) {
                if (constants.containsAll(Uses.of(node))) {
                    constants.addAll(node.outputs());
                }
            }
        }

        List<Attention> attentions() {
            List<Attention> found = new ArrayList<>();
            for (Node node : graph.nodes()) {
                if (node.is(Operator.SOFTMAX)) {
                    Optional<Node> scores = before(node.input(0));
                    Optional<Node> mix = after(node.output());
                    if (scores.isPresent() && mix.isPresent()) {
                        found.add(new Attention(scores.get(), node, mix.get()));
                    }
                }
            }
            return found;
        }

        /** The nearest product of two activations that a value is made of, without a product with a weight in between. */
        private Optional<Node> before(String value) {
            Set<String> seen = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(List.of(value));
            while (!open.isEmpty()) {
                String next = open.pop();
                Node node = graph.producer(next);
                if (node == null || !seen.add(next) || node.endsFlow()) {
                    continue;
                }
                if (!node.is(Family.PRODUCT)) {
                    Lists.reverse(node.inputs()).forEach(open::push);
                } else if (multipliesActivations(node)) {
                    return Optional.of(node);
                }
            }
            return Optional.empty();
        }

        /** The nearest product of two activations that a value flows to, without a product with a weight in between. */
        private Optional<Node> after(String value) {
            List<String> open = new ArrayList<>(List.of(value));
            Set<Node> seen = new HashSet<>();
            for (int i = 0; i < open.size(); i++) {
                for (Node node : readers.getOrDefault(open.get(i), List.of())) {
                    if (node.endsFlow() || !seen.add(node)) {
                        continue;
                    }
                    if (!node.is(Family.PRODUCT)) {
                        open.addAll(node.outputs());
                    } else if (multipliesActivations(node)) {
                        return Optional.of(node);
                    }
                }
            }
            return Optional.empty();
        }

        private boolean multipliesActivations(Node node) {
            return node.inputs().stream().limit(2).noneMatch(constants::contains);
        }
    }
}
