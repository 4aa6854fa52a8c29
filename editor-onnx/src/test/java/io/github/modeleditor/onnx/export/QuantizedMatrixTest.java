package io.github.modeleditor.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import com.google.common.primitives.Longs;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.graph.ir.Attributes;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projection.Kind;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights of a few bits as floats, against ONNX Runtime's own kernel for them. */
class QuantizedMatrixTest {
    private static final int OUTPUTS = 6;

    private final Random random = new Random(5);
    private final Path folder;

    QuantizedMatrixTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Widths that fill their last block, and others. */
    @ParameterizedTest
    @CsvSource({
        "4, 16, 48, true, false",
        "4, 16, 40, true, true",
        "4, 32, 96, false, false",
        "4, 32, 70, true, false",
        "4, 64, 64, false, true",
        "4, 128, 200, true, true",
        "8, 16, 32, true, false",
        "8, 32, 40, false, true",
        "8, 64, 130, true, true",
        "8, 128, 128, false, false"
    })
    void mergedProductIsThatOfTheKernelAndTheAdapter(int bits, int block, int inputs, boolean zeroPoints, boolean bias)
            throws IOException, OrtException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, model(bits, block, inputs, zeroPoints, bias).toByteArray());
        Graph graph = GraphReader.read(file);
        Projection product =
                new Projection("p", graph.nodes().subList(0, 1), inputs, OUTPUTS, DataType.FLOAT, Kind.LINEAR, "p");
        LoraLayout layout = LoraLayout.of(LoraConfig.rank(2).withAlpha(6), List.of(LayoutProjections.of(product)));
        float[] values = new float[layout.size()];
        fill(values);
        LoraWeights adapter = new LoraWeights(layout, values);
        List<MergedTensor> merged = MergePlan.of(graph, List.of(product), adapter);
        ModelProto after = MergedGraph.of(GraphReader.message(file), merged, new MergedWeightFiles(graph, merged));
        assertThat(after.getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactlyElementsOf(bias ? List.of("MatMul", "Add") : List.of("MatMul"));
        assertThat(after.getGraph().getInitializerCount()).isEqualTo(bias ? 2 : 1);

        double[] identity = new double[inputs * inputs];
        for (int i = 0; i < inputs; i++) {
            identity[i * (inputs + 1)] = 1;
        }
        Map<String, Tensor> rows =
                Map.of("x", new Tensor(DataType.FLOAT, List.of((long) inputs, (long) inputs), identity));
        double[] before;
        try (PlainOrt original = PlainOrt.open(file)) {
            before = Tensor.named("y", original.run(rows)).elements();
        }
        for (int i = 0; i < before.length; i++) {
            for (int k = 0; k < 2; k++) {
                before[i] += 3.0 * values[i / OUTPUTS * 2 + k] * values[inputs * 2 + k * OUTPUTS + i % OUTPUTS];
            }
        }
        Tensor expected = new Tensor(DataType.FLOAT, List.of((long) inputs, (long) OUTPUTS), before);
        try (PlainOrt plain = PlainOrt.open(after, folder)) {
            assertThat(Tensor.named("y", plain.run(rows)).relativeError(expected))
                    .isLessThan(1e-6);
        }
    }

    @Test
    void otherOrderOfInputsIsNotUnderstood() throws IOException {
        Path file = folder.resolve("model.onnx");
        ModelProto.Builder model = model(4, 16, 32, false, false).toBuilder();
        model.getGraphBuilder().addInput(ValueInfoProto.newBuilder().setName("order"));
        model.getGraphBuilder()
                .getNodeBuilder(0)
                .addInput("")
                .addInput("order")
                .setAttribute(0, Attributes.integer("K", 32));
        Files.write(file, model.build().toByteArray());
        Graph graph = GraphReader.read(file);
        assertThat(QuantizedMatrix.of(graph, graph.nodes().get(0))).isEmpty();
    }

    private void fill(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
    }

    private ModelProto model(int bits, int block, int inputs, boolean zeroPoints, boolean bias) {
        int blocks = (inputs + block - 1) / block;
        GraphProto.Builder graph = GraphProto.newBuilder().setName("product");
        NodeProto.Builder product = NodeProto.newBuilder()
                .setDomain("com.microsoft")
                .setOpType("MatMulNBits")
                .setName("p")
                .addAllInput(List.of("x", "q", "scale"))
                .addOutput("y");
        for (AttributeProto attribute : List.of(
                Attributes.integer("K", inputs),
                Attributes.integer("N", OUTPUTS),
                Attributes.integer("bits", bits),
                Attributes.integer("block_size", block))) {
            product.addAttribute(attribute);
        }
        graph.addInitializer(bytes("q", OUTPUTS, blocks, (long) block * bits / 8));
        graph.addInitializer(floats("scale", (long) OUTPUTS * blocks));
        if (zeroPoints) {
            product.addInput("zero");
            graph.addInitializer(bytes("zero", OUTPUTS, ((long) blocks * bits + 7) / 8));
        }
        if (bias) {
            while (product.getInputCount() < 5) {
                product.addInput("");
            }
            product.addInput("bias");
            graph.addInitializer(floats("bias", OUTPUTS));
        }
        graph.addNode(product);
        Stream.of(graph.addInputBuilder().setName("x"), graph.addOutputBuilder().setName("y"))
                .forEach(
                        value -> value.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT.getNumber()));
        return ModelProto.newBuilder()
                .setIrVersion(9)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1))
                .setGraph(graph)
                .build();
    }

    private TensorProto bytes(String name, long... shape) {
        double[] bytes = random.ints(Arrays.stream(shape).reduce(1, (a, b) -> a * b), 0, 256)
                .asDoubleStream()
                .toArray();
        return new Tensor(DataType.UINT8, Longs.asList(shape), bytes).toProto(name);
    }

    private TensorProto floats(String name, long length) {
        return Tensor.random(DataType.FLOAT, List.of(length), random).toProto(name);
    }
}
