package io.github.modeleditor.graph.lora;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.ElementTypes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Operator.Family;
import io.github.modeleditor.graph.ir.Operator.Trait;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lora.Projection.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what an adapter can attach to: every product of an activation with a frozen matrix. */
public final class Projections {
    private Projections() {}

    /**
     * The projections of attention and MLP.
     *
     * @param graph a lowered graph
     * @param head the node that makes the logits, which is left out
     * @return the projections, in the order of the graph; at least one, and their paths are distinct
     * @throws UnsupportedModelException if there is none, as in a quantized model
     */
    public static List<Projection> of(Graph graph, Node head) {
        List<Node> products = new ArrayList<>();
        Map<Node, int[]> widths = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node != head && isProduct(node, graph)) {
                products.add(node);
                widths.put(node, widths(node, graph));
            }
        }
        if (products.isEmpty()) {
            throw new UnsupportedModelException("The graph in " + graph.folder()
                    + " has no product of an activation with a frozen float matrix besides its head, so an adapter has"
                    + " nowhere to attach. Export the model not quantized, in float32.");
        }
        Map<Node, String> roles = StructuralPaths.of(graph, products, widths, Decoder.INPUT_IDS);
        return named(uses(products), graph, roles);
    }

    /**
     * Those of the projections that a configuration names.
     *
     * @param projections all there are
     * @param config which of them
     * @return the named ones, in the given order; at least one
     * @throws InvalidConfigurationException if a name, or all of it, matches nothing, or a layer is not there
     */
    public static List<Projection> select(List<Projection> projections, LoraConfig config) {
        return TargetModuleSelection.of(projections, config);
    }

    /**
     * The inputs that take the adapters of projections.
     *
     * @param projections where adapters attach
     * @return the names of A and B of each, in their order
     */
    public static List<String> adapterInputs(List<Projection> projections) {
        return projections.stream()
                .flatMap(projection -> Stream.of(projection.inputA(), projection.inputB()))
                .toList();
    }

    /**
     * The projections of one graph under the names that they have in another of the same model: both read the same weights, and a name
     * may come from the shape of a graph, which differs.
     *
     * @param projections of a graph
     * @param names of another
     * @return those of the first, in their order, called as in the second; empty if one of the second, embedding and head aside, is not
     *     in the first
     */
    public static Optional<List<Projection>> named(List<Projection> projections, List<Projection> names) {
        Map<Use, Projection> byWeight = new HashMap<>();
        for (Projection name : names) {
            if (name.kind() == Kind.LINEAR) {
                byWeight.putIfAbsent(use(name), name);
            }
        }
        List<Projection> named = new ArrayList<>();
        for (Projection projection : projections) {
            Projection name = byWeight.remove(use(projection));
            if (name != null) {
                named.add(new Projection(
                        name.path(),
                        projection.nodes(),
                        projection.inputs(),
                        projection.outputs(),
                        projection.type(),
                        projection.kind(),
                        name.role()));
            }
        }
        return byWeight.isEmpty() ? Optional.of(named) : Optional.empty();
    }

    private static Use use(Projection projection) {
        Node node = projection.node();
        return new Use(Optional.empty(), node.input(1), node.integer("transB", 0));
    }

    static boolean isProduct(Node node, Graph graph) {
        if (isQuantized(node)) {
            return graph.weights().containsKey(node.input(1)) && graph.weights().containsKey(node.input(2));
        }
        return node.is(Family.PRODUCT)
                && isMatrix(graph.weights().get(node.input(1)))
                && !graph.weights().containsKey(node.input(0));
    }

    static boolean isMatrix(@Nullable Weight weight) {
        return weight != null && weight.rank() == 2 && ElementTypes.isFloat(weight.type());
    }

    /** A product with a weight of a few bits, [outputs, inputs] in blocks. */
    private static boolean isQuantized(Node node) {
        return node.is(Family.PRODUCT) && node.is(Trait.QUANTIZED);
    }

    /** The width of x and that of y. */
    static int[] widths(Node product, Graph graph) {
        if (isQuantized(product)) {
            return new int[] {Ints.checkedCast(product.integer("K", 0)), Ints.checkedCast(product.integer("N", 0))};
        }
        Weight weight = graph.weights().get(product.input(1));
        Objects.requireNonNull(weight, product.input(1));
        int side = Ints.checkedCast(product.integer("transB", 0));
        return new int[] {Ints.checkedCast(weight.length(side)), Ints.checkedCast(weight.length(1 - side))};
    }

    /** The element type of x and y: the weight's, or that of its scales where it has a few bits. */
    static DataType type(Node product, Graph graph) {
        String weight = product.input(isQuantized(product) ? 2 : 1);
        return Objects.requireNonNull(graph.weights().get(weight), weight).type();
    }

    /** One weight that a module applies. A module that is called twice makes two products, and PEFT one adapter for both. */
    private record Use(Optional<String> path, String weight, long transposed) {}

    private static Map<Use, List<Node>> uses(List<Node> products) {
        Map<Use, List<Node>> uses = new LinkedHashMap<>();
        for (Node product : products) {
            String weight = product.input(1);
            Use use = new Use(ModulePaths.of(product, weight), weight, product.integer("transB", 0));
            uses.computeIfAbsent(use, u -> new ArrayList<>()).add(product);
        }
        return uses;
    }

    /** A path that several weights claim tells nothing: then, as where there is none, the graph's shape gives the name. */
    private static List<Projection> named(Map<Use, List<Node>> uses, Graph graph, Map<Node, String> roles) {
        Map<String, Integer> claims = new HashMap<>();
        uses.keySet().forEach(use -> use.path().ifPresent(path -> claims.merge(path, 1, Integer::sum)));
        Set<String> taken = new HashSet<>();
        claims.forEach((path, count) -> {
            if (count == 1) {
                taken.add(path);
            }
        });
        List<Projection> projections = new ArrayList<>();
        uses.forEach((use, nodes) -> {
            int[] widths = widths(nodes.get(0), graph);
            String role = roles.getOrDefault(nodes.get(0), "");
            String path = use.path()
                    .filter(claimed -> claims.getOrDefault(claimed, 0) == 1)
                    .orElseGet(() -> free(role, taken));
            projections.add(
                    new Projection(path, nodes, widths[0], widths[1], type(nodes.get(0), graph), Kind.LINEAR, role));
        });
        return projections;
    }

    private static String free(String role, Set<String> taken) {
        String path = role;
        for (int i = 2; !taken.add(path); i++) {
            path = role + "_" + i;
        }
        return path;
    }
}
