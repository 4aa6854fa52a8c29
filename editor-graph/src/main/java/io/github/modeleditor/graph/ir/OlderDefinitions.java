package io.github.modeleditor.graph.ir;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.github.modeleditor.graph.ir.Operator.Family;

/**
 * Operator set 24 defines {@code Cast}, {@code Reshape}, {@code Shape}, {@code Transpose} and their like once more, for types of eight bits
 * that no decoder computes with. ONNX Runtime has kernels of theirs for the CPU, and not yet for CUDA: there a graph of set 24 would go to
 * the host and back for each. What means the same in set 23 is said to be of that.
 */
public final class OlderDefinitions {
    private static final long NEW = 24;

    private OlderDefinitions() {}

    /**
     * Says that a graph is of the older set.
     *
     * @param lowered a graph whose operators mean the same in both
     * @return the same graph where it is of another set, or has what only the newer one means so
     */
    public static Graph of(Graph lowered) {
        if (lowered.opset("") != NEW || !lowered.nodes().stream().allMatch(OlderDefinitions::isOlder)) {
            return lowered;
        }
        ModelProto.Builder header = lowered.header().toBuilder();
        for (OperatorSetIdProto.Builder set : header.getOpsetImportBuilderList()) {
            if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
                set.setVersion(NEW - 1);
            }
        }
        return new Graph(
                lowered.folder(),
                header.build(),
                lowered.nodes(),
                lowered.inputs(),
                lowered.outputs(),
                lowered.weights());
    }

    /** Neither new in set 24 nor a graph of others. */
    private static boolean isOlder(Node node) {
        return !node.is(Operator.STANDARD_ATTENTION)
                && !node.is(Operator.SWISH)
                && !node.is(Operator.TENSOR_SCATTER)
                && !node.is(Family.CONTROL);
    }
}
