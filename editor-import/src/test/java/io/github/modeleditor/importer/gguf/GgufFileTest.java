package io.github.modeleditor.importer.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What a file says is read where it is true, and named where it is not, however wrong it is. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class GgufFileTest {
    private static final long HUGE = Long.MAX_VALUE / 2;

    @TempDir
    private Path folder;

    private static GgufBytes whole() {
        return GgufBytes.header(3, 2, 2)
                .word("general.architecture", "llama")
                .word("general.alignment", 64)
                .tensor("a", 8, 0, 32, 2)
                .tensor("b", 0, 128, 3)
                .data(64, 128 + 12);
    }

    @Test
    void wordsAndTensorsAreRead() {
        for (int version : new int[] {2, 3}) {
            byte[] bytes = whole().toArray();
            bytes[4] = (byte) version;
            bytes[bytes.length - 12 - 128] = 0; // the scale of the first block stays zero
            GgufFile file = GgufFile.read(new GgufBytes().raw(bytes).write(folder.resolve("v" + version)));
            assertThat(file.metadata().requireText("general.architecture")).isEqualTo("llama");
            assertThat(file.metadata().requireInteger("general.alignment")).isEqualTo(64);
            assertThat(file.tensors().keySet()).containsExactly("a", "b");
            assertThat(Objects.requireNonNull(file.tensors().get("a")).shape()).isEqualTo(List.of(2L, 32L));
            float[] read = new float[3];
            Objects.requireNonNull(file.tensors().get("b")).read(0, 3, read, 0);
            assertThat(read).containsOnly(0);
        }
    }

    @TestFactory
    Stream<DynamicTest> lies() {
        GgufBytes noData = GgufBytes.header(3, 1, 0).tensor("a", 0, 0, 4);
        return Stream.of(
                lie("nothing", new GgufBytes(), "it ends at byte 0"),
                lie("another file", new GgufBytes().raw(new byte[64]), "does not begin with GGUF"),
                lie("more tensors than bytes", GgufBytes.header(3, HUGE, 0), HUGE + " tensors follow"),
                lie("a negative count", GgufBytes.header(3, -1, 0), "18446744073709551615 tensors"),
                lie("more words than bytes", GgufBytes.header(3, 0, HUGE), HUGE + " words follow"),
                lie("a key without end", GgufBytes.header(3, 0, 1).int64(HUGE).raw(new byte[32]), HUGE + " letters"),
                lie(
                        "a list without end",
                        GgufBytes.header(3, 0, 1).text("k").int32(9).int32(4).int64(HUGE),
                        HUGE + " values of k"),
                lie(
                        "a list of lists",
                        GgufBytes.header(3, 0, 1)
                                .text("k")
                                .int32(9)
                                .int32(9)
                                .int64(1)
                                .raw(new byte[16]),
                        "list of lists"),
                lie(
                        "a type that there is not",
                        GgufBytes.header(3, 0, 1).text("k").int32(99).int64(0),
                        "type 99"),
                lie("a word twice", GgufBytes.header(3, 0, 2).word("k", 1).word("k", 2), "k twice"),
                lie("many axes", GgufBytes.header(3, 1, 0).text("a").int32(99).raw(new byte[99]), "99 axes"),
                lie(
                        "lengths whose product overflows",
                        GgufBytes.header(3, 1, 0)
                                .tensor("a", 0, 0, 0x7fffffff, 0x7fffffff, 0x7fffffff)
                                .data(32, 64),
                        "the tensor a has the shape"),
                lie(
                        "an empty axis",
                        GgufBytes.header(3, 1, 0).tensor("a", 0, 0, 0).data(32, 64),
                        "an axis of the tensor a is 0"),
                lie("no data", noData, "the tensor a of 16 bytes begins at byte 0"),
                lie(
                        "a place behind the end",
                        GgufBytes.header(3, 1, 0).tensor("a", 0, 1 << 20, 4).data(32, 64),
                        "begins at byte 1048576"),
                lie(
                        "a place that overflows",
                        GgufBytes.header(3, 1, 0)
                                .tensor("a", 0, HUGE / 32 * 32, 4)
                                .data(32, 64),
                        "begins at byte"),
                lie(
                        "a negative place",
                        GgufBytes.header(3, 1, 0).tensor("a", 0, -32, 4).data(32, 64),
                        "not aligned to 32"),
                lie(
                        "a place between",
                        GgufBytes.header(3, 1, 0).tensor("a", 0, 8, 4).data(32, 64),
                        "not aligned to 32"),
                lie(
                        "half a block",
                        GgufBytes.header(3, 1, 0).tensor("a", 2, 0, 16).data(32, 64),
                        "blocks of 32"),
                lie(
                        "an alignment of nothing",
                        GgufBytes.header(3, 0, 1).word("general.alignment", 0),
                        "aligns tensors to 0"),
                lie(
                        "an odd alignment",
                        GgufBytes.header(3, 0, 1).word("general.alignment", 24),
                        "aligns tensors to 24"),
                lie(
                        "a tensor twice",
                        GgufBytes.header(3, 2, 0)
                                .tensor("a", 0, 0, 4)
                                .tensor("a", 0, 0, 4)
                                .data(32, 64),
                        "two tensors of the name a"));
    }

    private DynamicTest lie(String name, GgufBytes bytes, String words) {
        return DynamicTest.dynamicTest(name, () -> {
            Path file = bytes.write(folder.resolve("model.gguf"));
            assertThatThrownBy(() -> GgufFile.read(file))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContainingAll(file.toString(), words, "Download it again");
        });
    }

    @Test
    void otherVersionsAndTypesAreRefusedByName() {
        Path old = GgufBytes.header(1, 0, 0).write(folder.resolve("old"));
        assertThatThrownBy(() -> GgufFile.read(old))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("version 1");
        Path big = GgufBytes.header(3 << 24, 0, 0).write(folder.resolve("big"));
        assertThatThrownBy(() -> GgufFile.read(big))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("big-endian");
        Path type =
                GgufBytes.header(3, 1, 0).tensor("a", 16, 0, 256).data(32, 999).write(folder.resolve("type"));
        assertThatThrownBy(() -> GgufFile.read(type))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContainingAll("tensor a", "type 16", "Q4_K");
    }

    /** Cut anywhere, or with any byte changed: read, or refused in our own words. */
    @Test
    void noDamageDoesHarm() throws IOException {
        byte[] bytes = whole().toArray();
        Path file = folder.resolve("damaged");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> GgufFile.read(file)).isInstanceOf(InvalidModelException.class);
        }
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = bytes.clone();
            for (int change = 0; change <= i % 3; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(file, damaged);
            try {
                GgufFile.read(file);
                read++;
            } catch (ModelEditorException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
        assertThat(read).isBetween(100, 2900);
    }
}
