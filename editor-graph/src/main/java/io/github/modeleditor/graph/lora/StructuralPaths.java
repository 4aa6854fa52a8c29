package io.github.modeleditor.graph.lora;

import io.github.modeleditor.graph.ir.Attention;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names for products with frozen matrices where the exporter left none, told from who feeds whom.
 *
 * <p>Attention N is the Nth place, in the order of the graph, where a softmax stands between two products of activations.
 * What alone reaches their operands is {@code q_proj}, {@code k_proj} and {@code v_proj}; one product for all three is
 * {@code qkv_proj}, one for the last two {@code kv_proj}. The product that reads just those three is {@code o_proj}.
 *
 * <p>Of the others, one that reads the residual stream and one that reads only it are {@code fc_in} and {@code fc_out}; if
 * the first is twice as wide as the second takes, they are {@code gate_up_proj} and {@code down_proj}. Where the second
 * reads two, that with a nonlinear function after it is {@code gate_proj}, the other {@code up_proj}.
 *
 * <p>The layer of an MLP is told from how many attentions have been added to the stream that it reads: N + 1, or N where
 * attention and MLP stand side by side, which the first MLP shows. What fits none of this, or a name that is taken, is
 * {@code linear_K}, K counted within the layer.
 */
final class StructuralPaths {
    private final Structure structure;
    private final List<Attention> attentions;
    private final Map<Node, String> paths = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    /** By the product that adds an attention to the stream. */
    private final Map<Node, Integer> outputs = new HashMap<>();

    private final Map<Node, Integer> layers = new HashMap<>();

    private StructuralPaths(Structure structure, List<Attention> attentions) {
        this.structure = structure;
        this.attentions = attentions;
    }

    /**
     * Names products.
     *
     * @param graph a lowered graph
     * @param products its products with frozen matrices but the head, in order
     * @param widths the width that each reads, and the width that it makes
     * @param tokens the input of token ids
     * @return distinct paths, such as {@code layers.3.self_attn.q_proj}
     */
    static Map<Node, String> of(Graph graph, List<Node> products, Map<Node, int[]> widths, String tokens) {
        StructuralPaths names = new StructuralPaths(new Structure(graph, products, tokens), Attention.of(graph));
        for (int layer = 0; layer < names.attentions.size(); layer++) {
            names.nameAttention(layer, names.attentions.get(layer), products);
        }
        names.nameFeedForward(products, widths);
        names.nameRest(products);
        return names.paths;
    }

    private void nameAttention(int layer, Attention attention, List<Node> products) {
        Optional<Node> query = structure.only(attention.scores().input(0));
        Optional<Node> key = structure.only(attention.scores().input(1));
        Optional<Node> value = structure.only(attention.mix().input(1));
        boolean separate = !query.equals(key);
        String prefix = "layers." + layer + (separate ? ".self_attn." : ".attn.");
        if (separate && key.equals(value)) {
            name(key, layer, prefix + "kv_proj");
        } else if (separate) {
            name(key, layer, prefix + "k_proj");
            name(value, layer, prefix + "v_proj");
        }
        name(query, layer, prefix + (separate ? "q_proj" : key.equals(value) ? "qkv_proj" : "qk_proj"));
        List<Node> mixed = structure.products(attention.mix().output());
        Optional<Node> output = products.stream()
                .filter(product -> !structure.readsStream(product))
                .filter(product -> structure.before(product).equals(mixed))
                .findFirst();
        name(output, layer, prefix + "o_proj");
        output.ifPresent(product -> outputs.put(product, layer));
    }

    private void nameFeedForward(List<Node> products, Map<Node, int[]> widths) {
        List<Node> last = products.stream()
                .filter(product -> !paths.containsKey(product) && !structure.readsStream(product))
                .toList();
        boolean sideBySide = last.stream()
                .limit(1)
                .flatMap(product -> structure.before(product).stream())
                .anyMatch(product -> added(product) == 0);
        for (Node down : last) {
            List<Node> first = structure.before(down);
            if (first.isEmpty() || !first.stream().allMatch(p -> structure.readsStream(p) && !paths.containsKey(p))) {
                continue;
            }
            int layer = Math.max(0, added(first.get(0)) - (sideBySide ? 0 : 1));
            String prefix = "layers." + layer + ".mlp.";
            if (first.size() == 1) {
                boolean gated = width(widths, first.get(0), 1) == 2 * width(widths, down, 0);
                nameTogether(
                        layer,
                        Map.of(
                                first.get(0),
                                prefix + (gated ? "gate_up_proj" : "fc_in"),
                                down,
                                prefix + (gated ? "down_proj" : "fc_out")));
            } else if (first.size() == 2 && structure.isBent(first.get(0)) != structure.isBent(first.get(1))) {
                int gate = structure.isBent(first.get(0)) ? 0 : 1;
                nameTogether(
                        layer,
                        Map.of(
                                first.get(gate),
                                prefix + "gate_proj",
                                first.get(1 - gate),
                                prefix + "up_proj",
                                down,
                                prefix + "down_proj"));
            }
        }
    }

    /** How many attentions have been added to the stream that a product reads. */
    private int added(Node product) {
        return (int)
                structure.before(product).stream().filter(outputs::containsKey).count();
    }

    private static int width(Map<Node, int[]> widths, Node product, int side) {
        return widths.getOrDefault(product, new int[2])[side];
    }

    private void nameTogether(int layer, Map<Node, String> names) {
        if (names.values().stream().noneMatch(taken::contains)) {
            names.forEach((product, path) -> name(Optional.of(product), layer, path));
        }
    }

    private void name(Optional<Node> product, int layer, String path) {
        if (product.isPresent() && !paths.containsKey(product.get()) && taken.add(path)) {
            paths.put(product.get(), path);
            layers.put(product.get(), layer);
        }
    }

    /** Graphs are in topological order, so what a product reads has its layer before it. */
    private void nameRest(List<Node> products) {
        Map<Node, Integer> ofAttention = readForAttention();
        Map<String, Integer> counts = new HashMap<>();
        for (Node product : products) {
            if (paths.containsKey(product)) {
                continue;
            }
            String prefix = "";
            if (!attentions.isEmpty()) {
                int layer = layer(product, ofAttention);
                layers.put(product, layer);
                prefix = "layers." + layer + ".";
            }
            paths.put(product, prefix + "linear_" + (counts.merge(prefix, 1, Integer::sum) - 1));
        }
    }

    private int layer(Node product, Map<Node, Integer> ofAttention) {
        if (ofAttention.containsKey(product)) {
            return ofAttention.get(product);
        }
        return structure.before(product).stream()
                .mapToInt(before -> layers.getOrDefault(before, 0))
                .max()
                .orElse(0);
    }

    /** Of an attention is also what it needs through other products, up to those that read the stream. */
    private Map<Node, Integer> readForAttention() {
        Map<Node, Integer> found = new HashMap<>();
        for (int layer = 0; layer < attentions.size(); layer++) {
            List<Node> open = new ArrayList<>(
                    structure.products(attentions.get(layer).mix().output()));
            for (int i = 0; i < open.size(); i++) {
                if (found.putIfAbsent(open.get(i), layer) == null && !structure.readsStream(open.get(i))) {
                    open.addAll(structure.before(open.get(i)));
                }
            }
        }
        return found;
    }
}
