package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.lower.IntegerProducts;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What ONNX Runtime's products of 8-bit integers do on this processor, found by trying. */
final class IntegerKernels {
    private static final String ROWS = "x";
    private static final String MATRIX = "w";
    private static final String PRODUCT = "y";
    private static final long OPSET = 21;
    private static final int FULL = 127;
    private static final int REDUCED = 64;
    private static final int COUNT = 4;
    private static final int WIDTH = 8;
    private static final int COLUMNS = 16;

    private IntegerKernels() {}

    /**
     * The largest whole number that a matrix may be rounded to without its products being lost. On x86 without instructions for sums of
     * products of bytes (VNNI) ONNX Runtime's kernel adds pairs of them in 16 bits, where {@code 2 * 255 * 127} would become 32767, and
     * {@code 2 * 255 * 64} does not.
     *
     * @return 127, or 64 where that is too much; the same for the whole life of the process
     */
    static int largestWeight() {
        return Tried.LARGEST_WEIGHT;
    }

    /** Tried when it is first wanted, within a few milliseconds. */
    private static final class Tried {
        static final int LARGEST_WEIGHT = addsUp(FULL) ? FULL : REDUCED;
    }

    private static boolean addsUp(int largestWeight) {
        for (float product : productsOfOnes(largestWeight)) {
            if (Math.abs(product - WIDTH) > 0.5f) {
                return false;
            }
        }
        return true;
    }

    /**
     * Multiplies a matrix of ones with one: when they are rounded, the largest numbers there are.
     *
     * @param largestWeight what the ones of the second are rounded to
     * @return {@code [COUNT][COLUMNS]} numbers, each the sum of {@code WIDTH} ones
     */
    static float[] productsOfOnes(int largestWeight) {
        GraphBuilder builder = GraphBuilder.empty(Path.of(""), "modeleditor", OPSET);
        builder.input(ROWS, DataType.FLOAT, COUNT, WIDTH);
        builder.initializer(TensorProto.newBuilder()
                .setName(MATRIX)
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(WIDTH)
                .addDims(COLUMNS)
                .addAllFloatData(Collections.nCopies(WIDTH * COLUMNS, 1f))
                .build());
        builder.add(GraphBuilder.node(Operator.MATMUL, List.of(ROWS, MATRIX), PRODUCT));
        builder.output(PRODUCT, DataType.FLOAT, COUNT, COLUMNS);
        Graph graph = builder.build();
        IntegerProducts products = IntegerProducts.of(graph, Set.of());
        try (WeightTensors weights = WeightTensors.map(graph);
                Session session = Session.open(products.graph(), weights, Device.cpu(1), Optimization.NONE);
                IntegerWeights integers = new IntegerWeights(() -> largestWeight);
                OnnxTensor rows = Buffers.tensor(ones(COUNT * WIDTH), COUNT, WIDTH)) {
            Map<String, OnnxTensor> fed =
                    new HashMap<>(integers.of(products.matrices(), name -> ones(WIDTH * COLUMNS)));
            fed.put(ROWS, rows);
            float[] found = new float[COUNT * COLUMNS];
            try (Result result = session.run(fed, Set.of(PRODUCT), Map.of())) {
                Session.output(result, PRODUCT).getFloatBuffer().get(found);
            }
            return found;
        }
    }

    private static FloatBuffer ones(int count) {
        FloatBuffer ones = Buffers.floats(count);
        for (int i = 0; i < count; i++) {
            ones.put(i, 1);
        }
        return ones;
    }
}
