package io.github.modeleditor.graph.grad;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import io.github.modeleditor.graph.ir.Node;
import io.github.modeleditor.onnx.CudaKernels;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the rules emit has CUDA kernels for float in the versions of the operator set that models are exported with. */
class CudaVocabularyTest {
    /** Those after which an operator of the vocabulary is defined anew; the last one is the last that the table knows. */
    private static final List<Integer> OPSETS = List.of(13, 17, 18, 19, 20, 21, 23);

    /** Cases of this version or an earlier one are written in a form that later versions do not have. */
    private static final int LAST_OTHER_FORM = 17;

    /** ONNX Runtime takes it out before it places nodes. */
    private static final Set<String> NEVER_PLACED = Set.of("Identity");

    /** The derivatives of one another; emitted only where an angle depends on an adapter, which no exporter's graph has. */
    private static final Set<String> ONLY_BELOW_22 = Set.of("Cos", "Sin");

    /** Those whose data are not the numbers that are differentiated. */
    private static final Map<String, DataType> DATA = Map.of(
            "OneHot", DataType.INT64, "Range", DataType.INT64, "com.microsoft:GatherBlockQuantized", DataType.UINT8);

    @Test
    void everyEmittedOperatorHasAKernel() throws OrtException {
        Set<String> emitted = new TreeSet<>();
        Set<String> onTheCpu = new TreeSet<>();
        for (Case one : Cases.ALL) {
            for (int opset : OPSETS) {
                if (opset == one.opset() || (one.opset() > LAST_OTHER_FORM && opset > one.opset())) {
                    for (String operator : emitted(one.atOpset(opset))) {
                        emitted.add(operator);
                        DataType type = DATA.getOrDefault(operator, DataType.FLOAT);
                        boolean excused =
                                NEVER_PLACED.contains(operator) || (opset >= 22 && ONLY_BELOW_22.contains(operator));
                        if (!excused && !CudaKernels.has(operator, opset, type)) {
                            onTheCpu.add(operator + " at opset " + opset);
                        }
                    }
                }
            }
        }
        assertThat(emitted).contains("com.microsoft:FusedMatMul", "ScatterND", "Where", "Expand", "Pad");
        assertThat(onTheCpu).isEmpty();
    }

    private static List<String> emitted(Case one) throws OrtException {
        Random random = new Random(7);
        return Experiment.of(one.graph(), List.of(one.feeds(0, random), one.feeds(1, random)), random)
                .gradients(one.parameters())
                .nodes()
                .stream()
                .filter(node -> node.output().startsWith("modeleditor/"))
                .map(Node::operator)
                .distinct()
                .toList();
    }
}
