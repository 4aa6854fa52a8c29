package io.github.modeleditor.onnx.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.primitives.Bytes;
import io.github.modeleditor.graph.ir.HalfFloats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static byte[] file(String header, byte... data) {
        byte[] json = header.getBytes(UTF_8);
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array();
        return Bytes.concat(length, json, data);
    }

    private static byte[] written(List<float[]> matrices, int columns) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter(Map.of("format", "pt"));
        for (int i = 0; i < matrices.size(); i++) {
            float[] matrix = matrices.get(i);
            writer.add("m" + i, matrix.length / columns, columns, (row, column) -> matrix[row * columns + column]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.writeTo(out);
        return out.toByteArray();
    }

    @Property(tries = 200)
    void readsEveryBitThatWasWritten(
            @ForAll @Size(max = 5) List<@Size(max = 40) float[]> matrices,
            @ForAll @IntRange(min = 1, max = 7) int columns)
            throws IOException {
        byte[] file = written(matrices, columns);
        Safetensors read = Safetensors.of(file);
        assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
        assertThat(read.names()).hasSize(matrices.size());
        assertThat(read.metadata("format")).contains("pt");
        for (int i = 0; i < matrices.size(); i++) {
            int rows = matrices.get(i).length / columns;
            assertThat(read.shape("m" + i)).containsExactly((long) rows, (long) columns);
            assertThat(read.floats("m" + i)).isEqualTo(Arrays.copyOf(matrices.get(i), rows * columns));
        }
    }

    /** A file that is cut anywhere, or changed anywhere in its header, is read as something whole or refused. */
    @Property(tries = 500)
    void damageIsNoticedOrHarmless(@ForAll @IntRange(max = 400) int place, @ForAll byte value) throws IOException {
        byte[] whole = written(List.of(new float[6], new float[4]), 2);
        int at = place % whole.length;
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Safetensors.of(Arrays.copyOf(whole, at)));
        byte[] changed = whole.clone();
        changed[at] = value;
        try {
            Safetensors read = Safetensors.of(changed);
            for (String name : read.names()) {
                assertThat(read.bytes(name).remaining()).isLessThan(whole.length);
                read.floats(name);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void readsTypesOf16And64Bits() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort(HalfFloats.toFloat16(1.5f)).putShort(HalfFloats.toBfloat16(-3));
        data.putDouble(0.1);
        Safetensors read = Safetensors.of(file(
                """
                {"a": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]},
                 "b": {"dtype": "BF16", "shape": [1, 1], "data_offsets": [2, 4]},
                 "c": {"dtype": "F64", "shape": [], "data_offsets": [4, 12]}}""",
                data.array()));
        assertThat(read.floats("a")).containsExactly(1.5f);
        assertThat(read.floats("b")).containsExactly(-3);
        assertThat(read.floats("c")).containsExactly(0.1f);
        assertThat(read.shape("c")).isEmpty();
        assertThat(read.type("b")).isEqualTo("BF16");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{} {}",
                "{\"a\": 1}",
                "{\"a\": {\"dtype\": 4, \"shape\": [1], \"data_offsets\": [0, 4]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 4]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1.5], \"data_offsets\": [0, 4]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [0], \"data_offsets\": [4, 4]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [0], \"data_offsets\": [0, 0]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [4611686018427387904, 4], \"data_offsets\": [0, 4]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]},"
                        + " \"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}",
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]},"
                        + " \"b\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}"
            })
    void headersThatLieAreRefused(String header) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Safetensors.of(file(header, (byte) 0, (byte) 0, (byte) 0, (byte) 0)));
    }

    @ParameterizedTest
    @CsvSource({"I32, 4", "BOOL, 1", "F8_E4M3, 1"})
    void otherTypesAreNoFloats(String type, int bytes) throws IOException {
        Safetensors read = Safetensors.of(file(
                "{\"a\": {\"dtype\": \"" + type + "\", \"shape\": [1], \"data_offsets\": [0, " + bytes + "]}}",
                new byte[bytes]));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read.floats("a"))
                .withMessageContaining(type);
    }

    @Test
    void lengthOfTheHeaderIsNotTrusted() {
        byte[] file = file("{}");
        file[7] = 0x7f;
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Safetensors.of(file));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Safetensors.of(new byte[0]));
    }
}
