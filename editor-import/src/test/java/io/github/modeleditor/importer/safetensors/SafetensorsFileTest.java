package io.github.modeleditor.importer.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.importer.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Headers are believed where they fit the file, and named where they do not. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class SafetensorsFileTest {
    @TempDir
    private Path folder;

    private Path write(long length, String header, byte... data) {
        byte[] json = header.getBytes(UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length < 0 ? json.length : length).put(json).put(data);
        try {
            return Files.write(folder.resolve("model.safetensors"), bytes.array());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String tensor(String name, String type, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}";
    }

    @Test
    void numbersOfEveryTypeAreRead() {
        ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(1.5f).putFloat(-2).putShort((short) 0x3e00).putShort((short) 0xc000);
        data.putShort((short) 0x3fc0).putShort((short) 0xc000);
        Path file = write(
                -1,
                "{\"__metadata__\":{\"format\":\"pt\"}," + tensor("a", "F32", "[2]", 0, 8) + ","
                        + tensor("b", "F16", "[1,2]", 8, 12) + "," + tensor("c", "BF16", "[2,1]", 12, 16) + "}",
                data.array());
        Map<String, TensorData> tensors = SafetensorsFile.read(file);
        assertThat(tensors.keySet()).containsExactly("a", "b", "c");
        assertThat(Objects.requireNonNull(tensors.get("c")).shape()).isEqualTo(List.of(2L, 1L));
        tensors.values().forEach(tensor -> {
            float[] read = new float[3];
            tensor.read(0, 2, read, 1);
            assertThat(read).containsExactly(0, 1.5f, -2);
        });
    }

    @TestFactory
    Stream<DynamicTest> lies() {
        byte[] eight = new byte[8];
        return Stream.of(
                lie("a header without end", Long.MAX_VALUE, "{}", "header is cut off"),
                lie("no JSON", -1, "{nothing}", "no JSON"),
                lie("a list", -1, "[1, 2]", "no JSON object"),
                lie("no shape", -1, "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", "does not describe a", eight),
                lie("a negative place", -1, "{" + tensor("a", "F32", "[2]", -8, 0) + "}", "does not describe a", eight),
                lie(
                        "a wrong length",
                        -1,
                        "{" + tensor("a", "F32", "[3]", 0, 8) + "}",
                        "do not fit its shape [3]",
                        eight),
                lie(
                        "a shape that overflows",
                        -1,
                        "{" + tensor("a", "F32", "[4294967296,4294967296]", 0, 0) + "}",
                        "do not fit its shape"),
                lie("a gap", -1, "{" + tensor("a", "F32", "[1]", 4, 8) + "}", "leave gaps", eight),
                lie(
                        "two in one place",
                        -1,
                        "{" + tensor("a", "F32", "[2]", 0, 8) + "," + tensor("b", "F32", "[2]", 0, 8) + "}",
                        "overlap",
                        eight),
                lie("a cut", -1, "{" + tensor("a", "F32", "[2]", 0, 8) + "}", "it has 4 bytes", new byte[4]));
    }

    private DynamicTest lie(String name, long length, String header, String words, byte... data) {
        return DynamicTest.dynamicTest(name, () -> {
            Path file = write(length, header, data);
            assertThatThrownBy(() -> SafetensorsFile.read(file))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContainingAll(file.toString(), words, "Download it again");
        });
    }

    @Test
    void otherTypesAreRefusedByName() {
        Path file = write(-1, "{" + tensor("a", "F8_E4M3", "[8]", 0, 8) + "}", new byte[8]);
        assertThatThrownBy(() -> SafetensorsFile.read(file))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("tensor a", "F8_E4M3");
    }
}
