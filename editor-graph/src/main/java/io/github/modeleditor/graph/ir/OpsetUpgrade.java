package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a graph of operator set 11 or 12 the same of 13, which is where what is added to graphs belongs. From there on axes and
 * lengths of parts are inputs, no attributes, and a softmax is along one axis.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/Changelog.md">ONNX's operator changes</a>
 */
public final class OpsetUpgrade {
    /** Below it more has changed. */
    private static final long OLDEST = 11;

    private static final long NEW = 13;

    private final Graph graph;
    private final Map<String, Weight> weights;

    private OpsetUpgrade(Graph graph) {
        this.graph = graph;
        weights = new LinkedHashMap<>(graph.weights());
    }

    /**
     * Upgrades a graph.
     *
     * @param graph as it was read
     * @return the same graph where its operators are new enough
     * @throws UnsupportedModelException if they are too old, or one of them means something else since
     */
    public static Graph of(Graph graph) {
        long opset = graph.opset("");
        if (opset >= NEW) {
            return graph;
        }
        if (opset < OLDEST) {
            throw new UnsupportedModelException("The graph in " + graph.folder() + " is of ONNX operator set " + opset
                    + ", and " + OLDEST
                    + " or newer is needed. Convert it with onnx.version_converter, or export it with"
                    + " --opset " + NEW + " or newer.");
        }
        return new OpsetUpgrade(graph).upgraded();
    }

    private Graph upgraded() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            nodes.add(
                    switch (node.kind()) {
                        case SQUEEZE, UNSQUEEZE, REDUCE_SUM -> withInput(node, "axes");
                        case SPLIT -> withInput(node, "split");
                        case SOFTMAX, LOG_SOFTMAX -> alongLastAxis(node);
                        default -> node;
                    });
        }
        ModelProto.Builder header = graph.header().toBuilder();
        for (OperatorSetIdProto.Builder set : header.getOpsetImportBuilderList()) {
            if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
                set.setVersion(NEW);
            }
        }
        return new Graph(graph.folder(), header.build(), nodes, graph.inputs(), graph.outputs(), weights);
    }

    private Node withInput(Node node, String attribute) {
        Optional<List<Long>> values = node.integers(attribute);
        if (values.isEmpty()) {
            return node;
        }
        String name = node.output() + "/" + attribute;
        weights.put(
                name,
                Weight.inline(Tensors.int64(name, List.of((long) values.get().size()), Longs.toArray(values.get()))));
        return without(node, attribute)
                .map(proto -> new Node(proto.addInput(name).build()))
                .orElse(node);
    }

    /** Before, all axes from the given one on were taken for one; where that is the last, nothing changes. */
    private Node alongLastAxis(Node node) {
        @Nullable AttributeProto axis = node.attribute("axis").orElse(null);
        if (axis == null || axis.getI() == 1 || axis.getI() == 0) {
            throw new UnsupportedModelException("The graph in " + graph.folder() + " is of ONNX operator set "
                    + graph.opset("") + ", whose " + node + " is along several axes. Export it with --opset " + NEW
                    + " or newer.");
        }
        return node;
    }

    private static Optional<NodeProto.Builder> without(Node node, String attribute) {
        NodeProto.Builder proto = node.proto().toBuilder();
        for (int i = 0; i < proto.getAttributeCount(); i++) {
            if (proto.getAttribute(i).getName().equals(attribute)) {
                return Optional.of(proto.removeAttribute(i));
            }
        }
        return Optional.empty();
    }
}
