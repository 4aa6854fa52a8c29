package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tiny graphs made in memory. */
public final class Graphs {
    private Graphs() {}

    /** A graph whose inputs have types and no shapes, and whose outputs have only names. */
    public static Graph of(
            int opset,
            Map<String, DataType> inputs,
            List<TensorProto> initializers,
            List<Node> nodes,
            List<String> outputs) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        initializers.forEach(tensor -> weights.put(tensor.getName(), Weight.inline(tensor)));
        return new Graph(
                Path.of("").toAbsolutePath(),
                header(opset),
                nodes,
                inputs.entrySet().stream()
                        .map(input -> input(input.getKey(), input.getValue()))
                        .toList(),
                outputs.stream()
                        .map(name -> ValueInfoProto.newBuilder().setName(name).build())
                        .toList(),
                weights);
    }

    private static ModelProto header(int opset) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain(GraphBuilder.MICROSOFT)
                        .setVersion(1))
                .build();
    }

    private static ValueInfoProto input(String name, DataType type) {
        ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
        info.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
        return info.build();
    }
}
