package io.github.modeleditor.onnx.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.TargetModule;
import io.github.modeleditor.graph.decoder.Decoder;
import io.github.modeleditor.graph.ir.Graph;
import io.github.modeleditor.graph.ir.GraphReader;
import io.github.modeleditor.graph.ir.HalfFloats;
import io.github.modeleditor.graph.lora.Projection;
import io.github.modeleditor.graph.lora.Projections;
import io.github.modeleditor.graph.lower.Lowering;
import io.github.modeleditor.onnx.Fixtures;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterFileTest {
    private static final String BASE = "0123abc";
    private static final LoraConfig LORA = LoraConfig.rank(3).withAlpha(12).withTargetModules("q_proj", "down_proj");
    private static final List<Projection> LLAMA = projections("llama-dynamo");

    private final Path folder;
    private final LoraWeights weights = weights(LLAMA);
    private final Path file;

    AdapterFileTest(@TempDir Path folder) {
        this.folder = folder;
        file = folder.resolve("tower.onnx_adapter");
    }

    private static List<Projection> projections(String fixture) {
        Graph graph = Lowering.lower(GraphReader.read(Fixtures.folder(fixture).resolve("model.onnx")));
        return Projections.of(graph, Decoder.of(graph).head());
    }

    private static LoraWeights weights(List<Projection> projections) {
        LoraLayout layout = LoraLayout.of(
                LORA,
                Projections.select(projections, LORA).stream()
                        .map(p -> new LoraLayout.Projection(p.path(), p.inputs(), p.outputs()))
                        .toList());
        float[] values = new float[layout.size()];
        Random random = new Random(5);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return new LoraWeights(layout, values);
    }

    @BeforeEach
    void write() {
        AdapterFile.write(file, weights, ParameterNames.BASE_GRAPH, BASE);
    }

    @Test
    void readsWhatWasWrittenWithTheScaleInB() {
        LoraWeights read = AdapterFile.read(file, LLAMA, BASE);
        assertThat(read.layout().targetModules())
                .isEqualTo(weights.layout().targetModules())
                .hasSize(4);
        assertThat(read.layout().config().scale()).isEqualTo(1);
        float[] folded = weights.values().clone();
        weights.layout().targetModules().forEach(module -> {
            for (int i = module.offsetOfB(); i < module.offsetOfB() + module.sizeOfB(); i++) {
                folded[i] *= 4;
            }
        });
        assertThat(read.values()).isEqualTo(folded);
    }

    @Test
    void adapterOfOtherWeightsIsRefused() {
        refused(LLAMA, "4567def")
                .hasMessageContainingAll(file.toString(), BASE, "4567def", "Open the model that it was made for");
    }

    /** Shapes tell too: an adapter need not name its base model. */
    @Test
    void adapterOfOtherProjectionsIsRefused() {
        refused(projections("gpt2-dynamo"), BASE)
                .hasMessageContainingAll(
                        file.toString(), "8 tensors, of which 0 fit", "Open the model that it was made for");
    }

    @Test
    void adapterOfOtherWidthsIsRefused() {
        List<Projection> wider = LLAMA.stream()
                .map(p ->
                        new Projection(p.path(), p.nodes(), p.inputs(), p.outputs() + 1, p.type(), p.kind(), p.role()))
                .toList();
        refused(wider, BASE)
                .hasMessageContainingAll(
                        file.toString(),
                        "model.layers.0.self_attn.q_proj.lora_B.weight",
                        "3 x 33",
                        "Open the model that it was made for");
    }

    @Test
    void missingFileIsRefused() throws IOException {
        Files.delete(file);
        refused(LLAMA, BASE).hasMessageContainingAll(file.toString(), "cannot be read", "Check that it exists");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path model = Fixtures.folder("llama-dynamo").resolve("model.onnx");
        for (byte[] content : List.of(new byte[0], "a text".getBytes(UTF_8), Files.readAllBytes(model))) {
            Files.write(file, content);
            refused(LLAMA, BASE).hasMessageContainingAll(file.toString(), "is no .onnx_adapter", "Name a file");
        }
    }

    @Test
    void adapterWithoutTensorsIsRefused() throws IOException {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        AdapterTables.finish(builder, new int[0], BASE);
        Files.write(file, builder.sizedByteArray());
        refused(LLAMA, BASE).hasMessageContainingAll(file.toString(), "has 0 tensors", "Open the model");
    }

    /** As tools write that convert a whole model to half precision. */
    @Test
    void elementsOf16BitsAreReadAsTheFloatsTheyStandFor() throws IOException {
        for (int type : new int[] {AdapterTables.FLOAT16, AdapterTables.BFLOAT16}) {
            Files.write(file, in16Bits(type, weights));
            float[] expected = weights.values().clone();
            for (int i = 0; i < expected.length; i++) {
                expected[i] = type == AdapterTables.FLOAT16
                        ? HalfFloats.fromFloat16(HalfFloats.toFloat16(expected[i]))
                        : HalfFloats.fromBfloat16(HalfFloats.toBfloat16(expected[i]));
            }
            assertThat(AdapterFile.read(file, LLAMA, BASE).values())
                    .isEqualTo(expected)
                    .isNotEqualTo(weights.values());
        }
    }

    @Test
    void elementsOfAnotherTypeAreRefusedByIt() throws IOException {
        Files.write(file, in16Bits(6, weights));
        refused(LLAMA, BASE).hasMessageContainingAll(file.toString(), "ONNX's type 6", "float16 and bfloat16 are read");
    }

    private static byte[] in16Bits(int type, LoraWeights weights) {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        List<Integer> parameters = new ArrayList<>();
        for (TargetModule module : weights.layout().targetModules()) {
            int a = halves(builder, type, weights.values(), module.offset(), module.sizeOfA());
            long[] shapeOfA = {module.inputs(), module.rank()};
            parameters.add(
                    AdapterTables.parameter(builder, ParameterNames.BASE_GRAPH.a(module.path()), shapeOfA, type, a));
            int b = halves(builder, type, weights.values(), module.offsetOfB(), module.sizeOfB());
            long[] shapeOfB = {module.rank(), module.outputs()};
            parameters.add(
                    AdapterTables.parameter(builder, ParameterNames.BASE_GRAPH.b(module.path()), shapeOfB, type, b));
        }
        AdapterTables.finish(
                builder, parameters.stream().mapToInt(Integer::intValue).toArray(), BASE);
        return builder.sizedByteArray();
    }

    private static int halves(FlatBufferBuilder builder, int type, float[] values, int offset, int length) {
        ShortBuffer halves = builder.createUnintializedVector(1, length * Short.BYTES, Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        for (int i = 0; i < length; i++) {
            float value = values[offset + i];
            halves.put(i, type == AdapterTables.BFLOAT16 ? HalfFloats.toBfloat16(value) : HalfFloats.toFloat16(value));
        }
        return builder.endVector();
    }

    @Test
    void truncatedFileIsRefusedWhereverItEnds() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = whole.length - 1; length >= 0; length -= length > 1500 ? 197 : 5) {
            Files.write(file, Arrays.copyOf(whole, length));
            refused(LLAMA, BASE).as("%d of %d bytes", length, whole.length).hasMessageContaining(file.toString());
        }
    }

    /** No checksum tells a changed weight from a true one; all else is noticed or does no harm. */
    @Test
    void changedBytesNeverLeadToAnotherKindOfFailure() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] changed = whole.clone();
            // The tables come first, the weights after them.
            changed[random.nextInt(1500)] = (byte) random.nextInt(256);
            Files.write(file, changed);
            try {
                AdapterFile.read(file, LLAMA, BASE);
            } catch (AdapterException e) {
                assertThat(e).hasMessageContaining(file.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    @Test
    void savingReplacesWholeFilesAndLeavesNothingElse() throws IOException {
        byte[] first = Files.readAllBytes(file);
        weights.values()[0]++;
        write();
        assertThat(Files.readAllBytes(file)).hasSameSizeAs(first).isNotEqualTo(first);
        assertThat(folder.toFile().list()).containsExactly(file.getFileName().toString());

        Path occupied = Files.createDirectory(folder.resolve("occupied"));
        assertThatThrownBy(() -> AdapterFile.write(occupied, weights, ParameterNames.BASE_GRAPH, BASE))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(occupied.toString(), "Name a file");
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder(file.getFileName().toString(), "occupied");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(List<Projection> projections, String fingerprint) {
        return assertThatThrownBy(() -> AdapterFile.read(file, projections, fingerprint))
                .isInstanceOf(AdapterException.class);
    }
}
