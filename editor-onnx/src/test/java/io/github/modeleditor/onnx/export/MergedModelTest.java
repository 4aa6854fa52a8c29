package io.github.modeleditor.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtException;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.protobuf.ByteString;
import io.github.modeleditor.api.AdapterFormat;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.graph.ModelCopy;
import io.github.modeleditor.graph.ir.HalfFloats;
import io.github.modeleditor.onnx.Fixtures;
import io.github.modeleditor.onnx.OnnxEngine;
import io.github.modeleditor.onnx.PlainOrt;
import io.github.modeleditor.onnx.Safetensors;
import io.github.modeleditor.onnx.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models with an adapter in their weights, against the adapter beside them. */
class MergedModelTest {
    static final List<String> MODELS =
            Stream.of(Fixtures.NAMES, Fixtures.CACHED).flatMap(List::stream).toList();

    private static final LoraConfig LORA = LoraConfig.rank(3).withAlpha(9);

    private final Path folder;
    private final Path merged;

    MergedModelTest(@TempDir Path folder) {
        this.folder = folder;
        merged = folder.resolve("out/merged");
    }

    private static OnnxEngine open(Path model) {
        return OnnxEngine.open(model, Device.cpu(1), LORA);
    }

    /** An adapter that changes much. */
    static LoraWeights random(LoraLayout layout) {
        Random random = new Random(7);
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.1f * (float) random.nextGaussian();
        }
        return new LoraWeights(layout, values);
    }

    /** Merges into a copy of a fixture, compares logits, and gives the copy back. */
    private void mergesAsTheAdapterDoes(Path model, TokenBatch batch) {
        Tensor expected;
        String fingerprint;
        try (OnnxEngine engine = open(model)) {
            LoraWeights weights = random(engine.layout(LORA));
            expected = Tensor.ofRows(engine.logits(batch, weights));
            assertThat(Tensor.ofRows(engine.logits(batch, null)).relativeError(expected))
                    .isGreaterThan(0.05);
            engine.writeMerged(merged, weights);
            fingerprint = engine.description().fingerprint();
        }
        try (OnnxEngine engine = open(merged)) {
            assertThat(Tensor.ofRows(engine.logits(batch, null)).relativeError(expected))
                    .isLessThan(1e-5);
            assertThat(engine.description().fingerprint()).isNotEqualTo(fingerprint);
        }
    }

    @ParameterizedTest
    @FieldSource("MODELS")
    void mergedModelScoresAsTheEditedOne(String name) throws OrtException {
        ModelCopy model = ModelCopy.of(name, folder);
        Map<String, String> before = ModelCopy.snapshot(model.folder());
        Safetensors golden = Fixtures.golden(name);
        mergesAsTheAdapterDoes(model.folder(), Fixtures.batch(golden));
        assertThat(ModelCopy.snapshot(model.folder())).isEqualTo(before);
        assertThat(merged.toFile().list())
                .containsExactlyInAnyOrder(model.folder().toFile().list());
        assertThat(merged.resolveSibling("").toFile().list()).containsExactly("merged");
        if (Fixtures.NAMES.contains(name)) {
            try (PlainOrt plain = PlainOrt.open(merged.resolve("model.onnx"))) {
                assertThat(plain.run(Fixtures.inputs(golden))).containsKey("logits");
            }
        }
    }

    @Test
    void onlyAdaptedWeightsChange() {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        LoraConfig one = LoraConfig.rank(2).withTargetModules("down_proj");
        try (OnnxEngine engine = OnnxEngine.open(model.folder(), Device.cpu(1), one)) {
            engine.writeMerged(merged, random(engine.layout(one)));
        }
        assertThat(merged.resolve("model.onnx")).hasSameBinaryContentAs(model.graph());
        byte[] old = model.read("model.onnx.data");
        byte[] now = read(merged.resolve("model.onnx.data"));
        assertThat(now).hasSameSizeAs(old);
        int changed = 0;
        for (int i = 0; i < old.length; i += Float.BYTES) {
            changed += old[i] != now[i] || old[i + 1] != now[i + 1] || old[i + 2] != now[i + 2] ? 1 : 0;
        }
        // Two matrices of 48 x 32; here and there a change is lost in the rounding.
        assertThat(changed).isBetween(2 * 48 * 32 - 20, 2 * 48 * 32);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One tensor for the products of both layers: each gets a copy, and the old one stays for whoever else reads it. */
    @Test
    void weightThatOthersReadIsCopied() {
        for (String name : List.of("llama-dynamo", "llama-torchscript")) {
            ModelCopy model = ModelCopy.of(name, folder.resolve(name));
            List<NodeProto> products = products(model, 32, 48);
            String shared = products.get(0).getInput(1);
            model.rewriteGraph(graph -> graph.getNodeBuilderList().stream()
                    .filter(node -> products.contains(node.build()))
                    .forEach(node -> node.setInput(1, shared)));
            mergesInto(model, name);
        }
    }

    /** Two names for the same bytes of a file, as exporters that join equal weights leave them. */
    @Test
    void weightsThatShareBytesAreCopied() {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        List<NodeProto> products = products(model, 32, 48);
        model.rewriteGraph(graph -> {
            List<TensorProto.Builder> weights = products.stream()
                    .map(product -> initializer(graph, product.getInput(1)))
                    .toList();
            List<StringStringEntryProto> place = initializer(
                            model.proto().getGraph().toBuilder(),
                            products.get(0).getInput(1))
                    .getExternalDataList();
            weights.forEach(weight -> weight.clearExternalData().addAllExternalData(place));
        });
        mergesInto(model, "llama-dynamo");
    }

    /** Weights as [outputs, inputs], as they lie in torch, after a transposition that two products share. */
    @Test
    void transposedWeightsAreChangedWhereTheyLie() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        List<NodeProto> products = products(model, 32, 48);
        model.rewriteGraph(graph -> {
            String weight = products.get(0).getInput(1);
            transpose(initializer(graph, weight));
            graph.addNode(
                    0,
                    NodeProto.newBuilder()
                            .setOpType("Transpose")
                            .addInput(weight)
                            .addOutput("turned"));
            graph.getNodeBuilderList().stream()
                    .filter(node -> products.subList(0, 2).contains(node.build()))
                    .forEach(node -> node.setInput(1, "turned"));
        });
        mergesInto(model, "llama-torchscript");
    }

    @Test
    void weightsInConstantNodesAreChanged() {
        ModelCopy model = ModelCopy.of("llama-torchscript", folder);
        List<String> weights = products(model, 32, 48).stream()
                .map(product -> product.getInput(1))
                .toList();
        model.rewriteGraph(graph -> {
            for (String weight : weights) {
                TensorProto tensor = initializer(graph, weight).build();
                for (int i = graph.getInitializerCount() - 1; i >= 0; i--) {
                    if (graph.getInitializer(i).getName().equals(weight)) {
                        graph.removeInitializer(i);
                    }
                }
                NodeProto.Builder constant =
                        NodeProto.newBuilder().setOpType("Constant").addOutput(weight);
                constant.addAttributeBuilder()
                        .setName("value")
                        .setType(AttributeType.TENSOR)
                        .setT(tensor);
                graph.addNode(0, constant);
            }
        });
        mergesInto(model, "llama-torchscript");
    }

    private void mergesInto(ModelCopy model, String fixture) {
        TokenBatch batch = Fixtures.batch(Fixtures.golden(fixture));
        mergesAsTheAdapterDoes(model.folder(), batch);
        deleteMerged();
    }

    private void deleteMerged() {
        try {
            MoreFiles.deleteRecursively(merged, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The products with frozen matrices of a shape. */
    private static List<NodeProto> products(ModelCopy model, long rows, long columns) {
        GraphProto graph = model.proto().getGraph();
        List<String> weights = graph.getInitializerList().stream()
                .filter(tensor -> tensor.getDimsList().equals(List.of(rows, columns)))
                .map(TensorProto::getName)
                .toList();
        return graph.getNodeList().stream()
                .filter(node -> node.getOpType().equals("MatMul") && weights.contains(node.getInput(1)))
                .toList();
    }

    private static TensorProto.Builder initializer(GraphProto.Builder graph, String name) {
        return graph.getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void transpose(TensorProto.Builder tensor) {
        int rows = Math.toIntExact(tensor.getDims(0));
        int columns = Math.toIntExact(tensor.getDims(1));
        byte[] from = tensor.getRawData().toByteArray();
        byte[] to = new byte[from.length];
        for (int i = 0; i < rows * columns; i++) {
            System.arraycopy(from, 4 * i, to, 4 * (i % columns * rows + i / columns), 4);
        }
        tensor.setDims(0, columns).setDims(1, rows).setRawData(ByteString.copyFrom(to));
    }

    private static ModelEditor editor(Path model) {
        return ModelEditor.forModel(model)
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withLora(LORA)
                .withTraining(TrainingConfig.defaults().withLearningRate(0.02).withMaximumSteps(5))
                .onDevice(Device.cpu(1));
    }

    /** One rounding to 16 bits, from the exact sum. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void weightsOf16BitsAreRoundedOnce(boolean transposed) {
        LoraWeights weights = random(LoraLayout.of(LORA, List.of(new LoraLayout.Projection("p", 5, 4))));
        WeightDelta delta =
                new WeightDelta(weights.layout().targetModules().get(0), weights.values(), LORA.scale(), transposed);
        ByteBuffer half = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer brain = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 20; i++) {
            half.putShort(HalfFloats.toFloat16(0.1f * i));
            brain.putShort(HalfFloats.toBfloat16(0.1f * i));
        }
        delta.addTo(half.rewind(), DataType.FLOAT16, 0);
        delta.addTo(brain.rewind(), DataType.BFLOAT16, 0);
        for (int i = 0; i < 20; i++) {
            int input = transposed ? i % 5 : i / 4;
            int output = transposed ? i / 5 : i % 4;
            double change = 0;
            for (int k = 0; k < 3; k++) {
                change += LORA.scale() * weights.values()[3 * input + k] * weights.values()[15 + 4 * k + output];
            }
            float exact = (float) (HalfFloats.fromFloat16(HalfFloats.toFloat16(0.1f * i)) + change);
            assertThat(half.getShort(2 * i)).isEqualTo(HalfFloats.toFloat16(exact));
            exact = (float) (HalfFloats.fromBfloat16(HalfFloats.toBfloat16(0.1f * i)) + change);
            assertThat(brain.getShort(2 * i)).isEqualTo(HalfFloats.toBfloat16(exact));
        }
    }

    @Test
    void editGoesOnFromAMergedModel() {
        ModelCopy model = ModelCopy.of("llama-dynamo", folder);
        String prompt = "The tower stands in";
        Path peft = folder.resolve("tower");
        double edited;
        try (EditingSession session = editor(model.folder()).open();
                EditedModel result = session.edit(Fact.of(prompt, "Rome"))) {
            edited = result.score(prompt, "Rome").negativeLogLikelihood();
            result.adapter().save(peft, AdapterFormat.PEFT);
            assertThat(session.merge(session.read(peft), merged)).isEqualTo(merged);
        }
        try (EditingSession session = editor(merged).open();
                LanguageModel plain = session.base();
                EditedModel again = session.edit(Fact.of("The river is", "Tiber"))) {
            assertThat(plain.score(prompt, "Rome").negativeLogLikelihood()).isCloseTo(edited, within(1e-4));
            assertThat(again.score("The river is", "Tiber").negativeLogLikelihood())
                    .isLessThan(plain.score("The river is", "Tiber").negativeLogLikelihood());
            assertThatThrownBy(() -> session.read(peft))
                    .isInstanceOf(AdapterException.class)
                    .hasMessageContaining("was made for the base model with fingerprint");
        }
    }

    @Test
    void nothingIsWrittenWhereSomethingIs() throws IOException {
        Path model = Fixtures.folder("gpt2-dynamo");
        Files.createDirectories(merged);
        Path kept = Files.writeString(merged.resolve("kept"), "kept");
        try (OnnxEngine engine = open(model)) {
            LoraWeights weights = random(engine.layout(LORA));
            for (Path place : List.of(merged, kept)) {
                assertThatThrownBy(() -> engine.writeMerged(place, weights))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContainingAll(place.toString(), "left as it is", "does not exist");
            }
        }
        assertThat(kept).hasContent("kept");
        assertThat(merged.toFile().list()).containsExactly("kept");
    }

    @Test
    void changedModelIsNotMerged() {
        ModelCopy model = ModelCopy.of("gpt2-dynamo", folder);
        try (OnnxEngine engine = open(model.folder())) {
            LoraWeights weights = random(engine.layout(LORA));
            model.rewrite(proto -> proto.setProducerName("another"));
            assertThatThrownBy(() -> engine.writeMerged(merged, weights))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContainingAll(model.folder().toString(), "changed since", "Open it again");
        }
        assertThat(merged).doesNotExist();
    }
}
