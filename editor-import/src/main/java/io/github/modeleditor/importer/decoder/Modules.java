package io.github.modeleditor.importer.decoder;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.importer.family.Family;
import io.github.modeleditor.importer.tensor.TensorData;
import io.github.modeleditor.importer.tensor.WeightContent;
import java.util.List;
import java.util.Optional;

/** The modules that all layers are made of: products, norms, functions that bend, parts of values. */
final class Modules {
    private final Draft draft;
    private final Family family;

    Modules(Draft draft, Family family) {
        this.draft = draft;
        this.family = family;
    }

    /** y = x W, or x W + b. */
    String linear(String path, String x, long inputs, long outputs, boolean bias) {
        String y = family.storesTransposed()
                ? product(
                        path,
                        x,
                        List.of(inputs, outputs),
                        WeightContent.floats(draft.tensor(path + ".weight", inputs, outputs)))
                : product(path, x, inputs, outputs);
        return bias ? add(path, y, draft.vector(path + ".bias", 0, outputs)) : y;
    }

    /** y = x W, of a tensor that is the transpose of W. */
    private String product(String path, String x, long inputs, long outputs) {
        String name = path + ".weight";
        TensorData matrix = draft.tensor(name, outputs, inputs);
        return draft.kept(matrix)
                .map(kept -> new KeptMatrix(draft, name, kept, outputs, inputs).product(path, x))
                .orElseGet(() -> product(path, x, List.of(inputs, outputs), WeightContent.transposed(matrix)));
    }

    private String product(String path, String x, List<Long> shape, WeightContent content) {
        return draft.node(path, Operator.MATMUL, List.of(x, draft.weight(path + ".weight", shape, content)));
    }

    /** Rows of the embedding of tokens. */
    String embedded(String indices) {
        String path = family.embedding();
        return keptEmbedding()
                .map(kept -> kept.lookup(path, indices))
                .orElseGet(() -> lookup(path, embedding(), indices));
    }

    /** What hidden states have in common with each row of the head's own matrix, or of the embedding. */
    String head(String hidden, boolean tied) {
        String path = family.head();
        if (!tied) {
            return product(path, hidden, family.hiddenSize(), family.vocabularySize());
        }
        return keptEmbedding()
                .map(kept -> kept.product(path, hidden))
                .orElseGet(() -> draft.node(
                        path, Operator.FUSED_MATMUL, List.of(hidden, embedding()), Attributes.integer("transB", 1)));
    }

    private Optional<KeptMatrix> keptEmbedding() {
        String name = family.embedding() + ".weight";
        long rows = family.vocabularySize();
        long columns = family.hiddenSize();
        return draft.kept(draft.tensor(name, rows, columns))
                .map(matrix -> new KeptMatrix(draft, name, matrix, rows, columns));
    }

    private String embedding() {
        return draft.vector(family.embedding() + ".weight", 0, family.vocabularySize(), family.hiddenSize());
    }

    /** Rows of a table. */
    String lookup(String path, String table, String indices) {
        return draft.node(path, Operator.GATHER, List.of(table, indices), Attributes.integer("axis", 0));
    }

    /** A norm of the last axis. */
    String norm(String path, String x, long width) {
        String weight = draft.vector(path + ".weight", family.normOffset(), width);
        if (family.layerNorm()) {
            return draft.node(
                    path,
                    Operator.LAYER_NORMALIZATION,
                    List.of(x, weight, draft.vector(path + ".bias", 0, width)),
                    Attributes.integer("axis", -1),
                    Attributes.number("epsilon", (float) family.normEpsilon()));
        }
        return draft.node(
                path,
                Operator.SIMPLIFIED_LAYER_NORMALIZATION,
                List.of(x, weight),
                Attributes.integer("axis", -1),
                Attributes.number("epsilon", (float) family.normEpsilon()),
                Attributes.integer("stash_type", 1));
    }

    /** The function that bends. */
    String activation(String path, String x) {
        String module = path + ".act_fn";
        return switch (family.activation()) {
            case "silu", "swish" ->
                draft.node(module, Operator.MUL, List.of(x, draft.node(module, Operator.SIGMOID, List.of(x))));
            case "gelu" -> draft.node(module, Operator.GELU, List.of(x));
            case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" ->
                draft.node(module, Operator.GELU, List.of(x), Attributes.text("approximate", "tanh"));
            case "quick_gelu" -> draft.node(module, Operator.QUICK_GELU, List.of(x));
            case "relu" -> draft.node(module, Operator.RELU, List.of(x));
            default ->
                throw new UnsupportedModelException(
                        "The configuration " + family.config().place()
                                + " asks for the activation \"" + family.activation()
                                + "\"; silu, gelu, gelu_new, gelu_pytorch_tanh, quick_gelu and relu are known.");
        };
    }

    /** a + b. */
    String add(String path, String a, String b) {
        return draft.node(path, Operator.ADD, List.of(a, b));
    }

    /** x times a number; x itself where that is 1. */
    String scaled(String path, String x, double factor) {
        return factor == 1 ? x : draft.node(path, Operator.MUL, List.of(x, draft.number(factor)));
    }

    /** c tanh(x / c); x itself where c is 0. */
    String capped(String path, String x, double cap) {
        if (cap == 0) {
            return x;
        }
        String bent = draft.node(path, Operator.TANH, List.of(scaled(path, x, 1 / cap)));
        return scaled(path, bent, cap);
    }

    /** The same elements in another shape; 0 leaves a length as it is. */
    String reshape(String path, String x, long... shape) {
        return draft.node(path, Operator.RESHAPE, List.of(x, draft.builder().integers(shape)));
    }

    /** Parts of a value along an axis. */
    List<String> split(String path, String x, long axis, long... lengths) {
        return draft.nodes(
                path,
                Operator.SPLIT,
                List.of(x, draft.builder().integers(lengths)),
                lengths.length,
                Attributes.integer("axis", axis));
    }

    /** The same value as another type. */
    String cast(String path, String x, DataType type) {
        return draft.node(path, Operator.CAST, List.of(x), Attributes.integer("to", type.getNumber()));
    }
}
