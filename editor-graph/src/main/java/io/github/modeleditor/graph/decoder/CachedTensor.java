package io.github.modeleditor.graph.decoder;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.primitives.Ints;
import io.github.modeleditor.graph.ir.Graph;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys or the values of one layer, float [batch, heads, tokens, width], as torch.onnx and Optimum name them.
 *
 * @param past the input of those of earlier tokens, {@code past_key_values.N.key} or {@code .value}
 * @param present the output of those of earlier and new tokens, {@code present.N.key} or {@code .value}
 * @param heads how many heads have keys of their own
 * @param width the width of a head
 */
public record CachedTensor(String past, String present, int heads, int width) {
    private static final String PAST = "past_key_values.";
    private static final String PRESENT = "present.";

    /** All of a graph, in its order; an input whose shape or output is not as above is left out. */
    static List<CachedTensor> of(Graph graph) {
        Set<String> outputs =
                graph.outputs().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        return graph.inputs().stream()
                .flatMap(input -> of(input, outputs).stream())
                .toList();
    }

    private static Optional<CachedTensor> of(ValueInfoProto input, Set<String> outputs) {
        TypeProto.Tensor type = input.getType().getTensorType();
        List<Dimension> dimensions = type.getShape().getDimList();
        if (!input.getName().startsWith(PAST)
                || type.getElemType() != DataType.FLOAT.getNumber()
                || dimensions.size() != 4
                || !isLength(dimensions.get(1))
                || !isLength(dimensions.get(3))) {
            return Optional.empty();
        }
        String present = PRESENT + input.getName().substring(PAST.length());
        return outputs.contains(present)
                ? Optional.of(new CachedTensor(
                        input.getName(),
                        present,
                        Ints.checkedCast(dimensions.get(1).getDimValue()),
                        Ints.checkedCast(dimensions.get(3).getDimValue())))
                : Optional.empty();
    }

    private static boolean isLength(Dimension dimension) {
        return dimension.hasDimValue() && dimension.getDimValue() > 0 && dimension.getDimValue() <= Integer.MAX_VALUE;
    }
}
