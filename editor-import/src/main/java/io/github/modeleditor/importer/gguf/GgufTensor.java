package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.importer.tensor.FewBits;
import io.github.modeleditor.importer.tensor.MappedFile;
import io.github.modeleditor.importer.tensor.TensorData;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A tensor in a GGUF file.
 *
 * @param file where
 * @param position its first byte
 * @param kind of its numbers; every row is made of whole blocks
 * @param shape its lengths, the last one running fastest
 */
record GgufTensor(MappedFile file, long position, GgmlType kind, List<Long> shape) implements TensorData {
    GgufTensor {
        shape = List.copyOf(shape);
    }

    @Override
    public String type() {
        return kind.name();
    }

    @Override
    public Optional<FewBits> fewBits() {
        boolean kept = kind == GgmlType.Q4_0 || kind == GgmlType.Q4_1 || kind == GgmlType.Q8_0;
        return kept && shape.size() == 2 ? Optional.of(new GgufBlocks(this)) : Optional.empty();
    }

    @Override
    public void read(long from, int count, float[] target, int offset) {
        int size = kind.elements();
        long first = from / size;
        int blocks = Math.toIntExact((from + count + size - 1) / size - first);
        ByteBuffer bytes = file.view(position + first * kind.bytes(), Math.multiplyExact(blocks, kind.bytes()));
        float[] block = new float[size];
        for (int i = 0; i < blocks; i++) {
            long start = (first + i) * size - from;
            if (start >= 0 && start + size <= count) {
                kind.widen(bytes, i * kind.bytes(), target, offset + (int) start);
            } else {
                kind.widen(bytes, i * kind.bytes(), block, 0);
                int skipped = (int) Math.max(0, -start);
                int end = (int) Math.min(size, count - start);
                System.arraycopy(block, skipped, target, offset + (int) (start + skipped), end - skipped);
            }
        }
    }
}
