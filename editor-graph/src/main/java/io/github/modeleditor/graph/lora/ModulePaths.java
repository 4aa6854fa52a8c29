package io.github.modeleditor.graph.lora;

import com.google.common.base.Splitter;
import io.github.modeleditor.graph.ir.Node;
import java.util.List;
import java.util.Optional;

/** What the exporters leave of a node's place in the original module tree. */
final class ModulePaths {
    /** Where torch.onnx's dynamo exporter keeps the modules that a node came from, outermost first, then the operator. */
    private static final String SCOPES = "pkg.torch.onnx.name_scopes";

    /** What follows a module's path in the name of its matrix; mobius names one so that it laid the other way round. */
    private static final List<String> WEIGHTS = List.of(".weight", ".weight_t");

    private ModulePaths() {}

    /**
     * A node's module path, such as {@code model.layers.0.self_attn.q_proj}: from the metadata of the dynamo exporter,
     * else from the slashed node name of the older exporter, else from the weight's name; empty where all are gone.
     */
    static Optional<String> of(Node node, String weight) {
        return ofNode(node).or(() -> fromWeight(weight));
    }

    /** The same without the weight's name, which is another module's where modules share weights. */
    static Optional<String> ofNode(Node node) {
        return fromMetadata(node).or(() -> fromName(node));
    }

    private static Optional<String> fromMetadata(Node node) {
        return node.metadata(SCOPES)
                .flatMap(text -> {
                    List<String> scopes = Splitter.on(',')
                            .trimResults()
                            .splitToStream(text.substring(1, Math.max(1, text.length() - 1)))
                            .map(scope -> scope.replaceAll("^['\"]|['\"]$", ""))
                            .toList();
                    return scopes.size() < 2 ? Optional.empty() : Optional.of(scopes.get(scopes.size() - 2));
                })
                .filter(path -> !path.isEmpty());
    }

    private static Optional<String> fromName(Node node) {
        String name = node.name();
        int last = name.lastIndexOf('/');
        return name.startsWith("/") && last > 0
                ? Optional.of(name.substring(1, last).replace('/', '.'))
                : Optional.empty();
    }

    private static Optional<String> fromWeight(String weight) {
        return WEIGHTS.stream()
                .filter(weight::endsWith)
                .findFirst()
                .map(end -> weight.substring(0, weight.length() - end.length()));
    }
}
