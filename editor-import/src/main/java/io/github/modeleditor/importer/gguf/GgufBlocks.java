package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.graph.ir.HalfFloats;
import io.github.modeleditor.importer.tensor.FewBits;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The blocks of a tensor of 4 or 8 bits.
 *
 * @param tensor of the type Q4_0, Q4_1 or Q8_0
 */
record GgufBlocks(GgufTensor tensor) implements FewBits {
    private static final int HALF = BLOCK / 2;

    @Override
    public int bits() {
        return tensor.kind() == GgmlType.Q8_0 ? Byte.SIZE : Byte.SIZE / 2;
    }

    @Override
    public boolean hasZeroPoints() {
        return tensor.kind() == GgmlType.Q4_1;
    }

    @Override
    public ScaleAndZero read(long row, long block, byte[] numbers) {
        GgmlType kind = tensor.kind();
        long index = row * (tensor.width() / BLOCK) + block;
        ByteBuffer bytes = tensor.file().view(tensor.position() + index * kind.bytes(), kind.bytes());
        float scale = HalfFloats.fromFloat16(bytes.getShort(0));
        int first = kind.bytes() - BLOCK * bits() / Byte.SIZE;
        if (kind == GgmlType.Q8_0) {
            for (int i = 0; i < BLOCK; i++) {
                // Without sign: the zero point is 128.
                numbers[i] = (byte) (bytes.get(first + i) ^ 0x80);
            }
            return new ScaleAndZero(scale, 1 << (Byte.SIZE - 1));
        }
        for (int i = 0; i < HALF; i++) {
            int pair = bytes.get(first + i) & 0xff;
            numbers[i] = (byte) (pair & 15);
            numbers[i + HALF] = (byte) (pair >> 4);
        }
        if (kind == GgmlType.Q4_0) {
            return new ScaleAndZero(scale, 1 << (Byte.SIZE / 2 - 1));
        }
        float least = HalfFloats.fromFloat16(bytes.getShort(Short.BYTES));
        if (scale == 0) {
            // All are the least number: 0 - (-1) of it.
            Arrays.fill(numbers, (byte) 0);
            return new ScaleAndZero(least, -1);
        }
        return new ScaleAndZero(scale, -least / scale);
    }
}
