package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import io.github.modeleditor.graph.lower.IntegerBytes;
import io.github.modeleditor.graph.lower.IntegerMatrix;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class IntegerWeightsTest {
    /** Q diag(s) is op(W) to half a step, and the largest of each column is met. */
    @Property(tries = 50)
    void isTheMatrixToHalfAStep(
            @ForAll @IntRange(min = 1, max = 150) int rows,
            @ForAll @IntRange(min = 1, max = 150) int columns,
            @ForAll boolean transposed,
            @ForAll IntegerBytes bytes,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[] weight = new float[rows * columns];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) random.nextGaussian();
        }
        // One column of op(W) is all zeros, which has no scale to divide by.
        for (int i = 0; i < (transposed ? columns : rows); i++) {
            weight[transposed ? i : i * columns] = 0;
        }
        IntegerMatrix matrix = transposed
                ? new IntegerMatrix("w", true, columns, rows, bytes)
                : new IntegerMatrix("w", false, rows, columns, bytes);
        Set<IntegerMatrix> matrices = Set.of(matrix);
        try (IntegerWeights weights = new IntegerWeights()) {
            Map<String, OnnxTensor> tensors = weights.of(matrices, name -> FloatBuffer.wrap(weight));
            assertThat(tensors).containsOnlyKeys(matrix.values(), matrix.scales());
            ByteBuffer values = tensor(tensors, matrix.values()).getByteBuffer();
            FloatBuffer scales = tensor(tensors, matrix.scales()).getFloatBuffer();
            for (int i = 0; i < matrix.rows(); i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    float element = transposed ? weight[j * columns + i] : weight[i * columns + j];
                    float scale = scales.get(j);
                    byte stored = values.get((int) (i * matrix.columns() + j));
                    int whole = bytes == IntegerBytes.SIGNED ? stored : Byte.toUnsignedInt(stored) - bytes.zero();
                    float rounded = whole * scale;
                    assertThat(rounded).isCloseTo(element, within(0.5001f * scale + 1e-30f));
                }
            }
            assertThat(weights.of(matrices, name -> {
                        throw new AssertionError("made twice");
                    }))
                    .isEqualTo(tensors);
        }
    }

    private static OnnxTensor tensor(Map<String, OnnxTensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name));
    }
}
