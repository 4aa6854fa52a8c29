package io.github.modeleditor.importer.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.graph.ir.HalfFloats;
import io.github.modeleditor.importer.tensor.FewBits;
import io.github.modeleditor.importer.tensor.FewBits.ScaleAndZero;
import io.github.modeleditor.importer.tensor.MappedFile;
import io.github.modeleditor.importer.tensor.TensorViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers that stay in few bits are those that they would be widened to. */
class GgufBlocksTest {
    private static final int ROWS = 4;
    private static final int WIDTH = 96;

    @ParameterizedTest
    @EnumSource(
            value = GgmlType.class,
            names = {"Q4_0", "Q4_1", "Q8_0"})
    void scaleTimesNumberLessZeroIsWhatIsRead(GgmlType type, @TempDir Path folder) throws IOException {
        int blocks = WIDTH / FewBits.BLOCK;
        ByteBuffer bytes = ByteBuffer.allocate(ROWS * blocks * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        new Random(4).nextBytes(bytes.array());
        for (int block = 0; block < ROWS * blocks; block++) {
            // One block has no scale: all of it is its least number.
            bytes.putShort(block * type.bytes(), HalfFloats.toFloat16(block == 5 ? 0 : 0.01f * (block + 1)));
            if (type == GgmlType.Q4_1) {
                bytes.putShort(block * type.bytes() + Short.BYTES, HalfFloats.toFloat16(-0.3f + 0.05f * block));
            }
        }
        Path file = Files.write(folder.resolve("blocks"), bytes.array());
        GgufTensor tensor = new GgufTensor(MappedFile.open(file), 0, type, List.of((long) ROWS, (long) WIDTH));
        float[] expected = new float[ROWS * WIDTH];
        tensor.read(0, expected.length, expected, 0);
        FewBits turned =
                TensorViews.rows(tensor, row -> ROWS - 1 - row).fewBits().orElseThrow();
        byte[] numbers = new byte[FewBits.BLOCK];
        for (int row = 0; row < ROWS; row++) {
            for (int block = 0; block < blocks; block++) {
                ScaleAndZero shared = turned.read(row, block, numbers);
                for (int i = 0; i < FewBits.BLOCK; i++) {
                    float number = shared.scale() * ((numbers[i] & 0xff) - shared.zero());
                    assertThat(number)
                            .isCloseTo(expected[(ROWS - 1 - row) * WIDTH + block * FewBits.BLOCK + i], within(1e-6f));
                }
            }
        }
    }
}
