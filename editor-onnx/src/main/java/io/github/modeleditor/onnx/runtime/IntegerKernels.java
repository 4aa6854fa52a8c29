package io.github.modeleditor.onnx.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession.Result;
import com.google.protobuf.ByteString;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphBuilder;
import io.github.modeleditor.graph.ir.Operator;
import io.github.modeleditor.graph.lower.IntegerBytes;
import io.github.modeleditor.graph.lower.IntegerProducts;
import io.github.modeleditor.onnx.runtime.Session.Optimization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
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
    private static final int COUNT = 4;
    private static final int WIDTH = 8;
    private static final int COLUMNS = 16;

    private IntegerKernels() {}

    /**
     * Bytes whose products are added up without loss, and fast where there is a choice.
     *
     * @return the same for the whole life of the process
     */
    static IntegerBytes exact() {
        return Tried.BYTES;
    }

    /** Tried when it is first wanted, within a few milliseconds. */
    private static final class Tried {
        static final IntegerBytes BYTES = sums(IntegerBytes.SIGNED) ? IntegerBytes.SIGNED : IntegerBytes.UNSIGNED;
    }

    /** Whether ones times ones, the largest numbers there are when they are rounded, come to as many as were added. */
    private static boolean sums(IntegerBytes bytes) {
        for (float product : productsOfOnes(bytes)) {
            if (Math.abs(product - WIDTH) > 0.5f) {
                return false;
            }
        }
        return true;
    }

    /**
     * Multiplies a matrix of ones with one.
     *
     * @param bytes how the second lies in bytes
     * @return {@code [COUNT][COLUMNS]} numbers, each the sum of {@code WIDTH} ones
     */
    static float[] productsOfOnes(IntegerBytes bytes) {
        GraphBuilder builder = GraphBuilder.empty(Path.of(""), "modeleditor", OPSET);
        builder.input(ROWS, DataType.FLOAT, COUNT, WIDTH);
        builder.initializer(ones(MATRIX, WIDTH, COLUMNS));
        builder.add(GraphBuilder.node(Operator.MATMUL, List.of(ROWS, MATRIX), PRODUCT));
        builder.output(PRODUCT, DataType.FLOAT, COUNT, COLUMNS);
        Graph graph = builder.build();
        IntegerProducts products = IntegerProducts.of(graph, Set.of(), bytes);
        FloatBuffer rows = Buffers.floats(COUNT * WIDTH);
        for (int i = 0; i < rows.capacity(); i++) {
            rows.put(i, 1);
        }
        try (WeightTensors weights = WeightTensors.map(graph);
                Session session = Session.open(products.graph(), weights, Device.cpu(1), Optimization.NONE);
                OnnxTensor x = Buffers.tensor(rows, COUNT, WIDTH)) {
            Map<String, OnnxTensor> fed = new HashMap<>(weights.integers(products.matrices(), graph));
            fed.put(ROWS, x);
            float[] found = new float[COUNT * COLUMNS];
            try (Result result = session.run(fed, Set.of(PRODUCT), Map.of())) {
                Session.output(result, PRODUCT).getFloatBuffer().get(found);
            }
            return found;
        }
    }

    private static TensorProto ones(String name, int rows, int columns) {
        ByteBuffer elements = ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (elements.hasRemaining()) {
            elements.putFloat(1);
        }
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT.getNumber())
                .addDims(rows)
                .addDims(columns)
                .setRawData(ByteString.copyFrom(elements.flip()))
                .build();
    }
}
