package io.github.modeleditor.onnx.lora;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.github.modeleditor.onnx.ir.Node;

/**
 * A product with a frozen weight, {@code y = xW}, that an adapter can attach to.
 *
 * @param path its module path
 * @param node the product
 * @param inputs the width of x
 * @param outputs the width of y
 * @param type the element type of x and y
 */
public record Projection(String path, Node node, int inputs, int outputs, DataType type) {
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
