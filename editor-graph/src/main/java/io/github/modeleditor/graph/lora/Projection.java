package io.github.modeleditor.graph.lora;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.graph.ir.Node;
import java.util.List;

/**
 * A frozen weight that an adapter can attach to: a product {@code y = xW}, or the lookup of an embedding {@code y = W[x]}.
 *
 * @param path its module path
 * @param nodes the products or lookups that use it; more than one where a module is called more than once
 * @param inputs the width of x; the vocabulary of an embedding
 * @param outputs the width of y
 * @param type the element type of W and y
 * @param kind what it is in the model
 * @param role its path as the graph's shape tells it, such as {@code layers.3.attn.qkv_proj}, whatever its module is called
 */
public record Projection(
        String path, List<Node> nodes, int inputs, int outputs, DataType type, Kind kind, String role) {
    public Projection {
        nodes = List.copyOf(nodes);
    }

    /** What a weight is in the model. */
    public enum Kind {
        /** Of attention or MLP. */
        LINEAR,
        /** From token ids to vectors. */
        EMBEDDING,
        /** From hidden states to the vocabulary. */
        HEAD
    }

    /**
     * The first use of the weight.
     *
     * @return a product or a lookup
     */
    public Node node() {
        return nodes.get(0);
    }

    /**
     * Whether the export lost its name, so that its path is what the graph's shape tells of it.
     *
     * @return true if no torch module is known to have this path
     */
    public boolean isNamedByStructure() {
        return kind == Kind.LINEAR && path.equals(role);
    }

    /**
     * The last part of its path, by which PEFT names modules in all layers at once.
     *
     * @return such as {@code q_proj}
     */
    public String lastPart() {
        return lastPart(path);
    }

    static String lastPart(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /**
     * The name of the graph input that takes A, of shape [inputs, rank].
     *
     * @return a value name
     */
    public String inputA() {
        return inputA(path);
    }

    /**
     * The name of the graph input that takes B, of shape [rank, outputs], with the adapter's scale folded in.
     *
     * @return a value name
     */
    public String inputB() {
        return inputB(path);
    }

    /**
     * The name of the graph input that takes A.
     *
     * @param path a module path
     * @return a value name
     */
    public static String inputA(String path) {
        return path + ".lora_A.weight";
    }

    /**
     * The name of the graph input that takes B.
     *
     * @param path a module path
     * @return a value name
     */
    public static String inputB(String path) {
        return path + ".lora_B.weight";
    }
}
