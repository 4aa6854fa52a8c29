package io.github.modeleditor.graph.lora;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.primitives.Ints;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.graph.ir.Weight;
import io.github.modeleditor.graph.lora.Projection.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Everything that an adapter can attach to: the embedding of the tokens, the projections of every layer, the head. */
public final class TargetModules {
    private static final String EMBEDDING = "embed_tokens";
    private static final String HEAD = "lm_head";

    private TargetModules() {}

    /**
     * All targets.
     *
     * @param graph a lowered graph
     * @param head the node that makes the logits
     * @return embedding, projections in the order of the graph, and head; their paths are distinct. Without the embedding
     *     where it is no frozen float matrix
     * @throws UnsupportedModelException if there is no projection, as in a quantized model
     */
    public static List<Projection> of(Graph graph, Node head) {
        List<Projection> projections = Projections.of(graph, head);
        List<Projection> targets = new ArrayList<>(embeddings(graph));
        targets.addAll(projections);
        if (Projections.isProduct(head, graph)) {
            targets.add(head(graph, head));
        }
        return targets;
    }

    /** Where a head shares the embedding's weights, their name is not the head's. */
    private static Projection head(Graph graph, Node head) {
        int[] widths = Projections.widths(head, graph);
        String path = ModulePaths.ofNode(head).orElse(HEAD);
        return new Projection(
                path, List.of(head), widths[0], widths[1], Projections.type(head, graph), Kind.HEAD, HEAD);
    }

    private static List<Projection> embeddings(Graph graph) {
        Map<String, List<Node>> byTable = new LinkedHashMap<>();
        for (Node lookup : new Structure(graph, List.of(), Decoder.INPUT_IDS).lookups()) {
            if (lookup.integer("axis", 0) == 0
                    && Projections.isMatrix(graph.weights().get(lookup.input(0)))) {
                byTable.computeIfAbsent(lookup.input(0), table -> new ArrayList<>())
                        .add(lookup);
            }
        }
        List<Projection> embeddings = new ArrayList<>();
        byTable.forEach((table, lookups) -> {
            Weight weight = Objects.requireNonNull(graph.weights().get(table), table);
            String name = byTable.size() == 1 ? EMBEDDING : EMBEDDING + "_" + embeddings.size();
            embeddings.add(new Projection(
                    ModulePaths.of(lookups.get(0), table).orElse(name),
                    lookups,
                    Ints.checkedCast(weight.length(0)),
                    Ints.checkedCast(weight.length(1)),
                    type(table, graph),
                    Kind.EMBEDDING,
                    name));
        });
        return embeddings;
    }

    private static DataType type(String weight, Graph graph) {
        return Objects.requireNonNull(graph.weights().get(weight), weight).type();
    }
}
