package io.github.modeleditor.graph.grad;

import static io.github.modeleditor.graph.grad.Case.check;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The forms in which fused operators are checked. */
final class FusedCases {
    private static final String MICROSOFT = "com.microsoft:";

    static final List<Case> ALL = ImmutableList.<Case>builder()
            .addAll(normalizations())
            .addAll(rotations())
            .addAll(activations())
            .addAll(quantized())
            .build();

    private FusedCases() {}

    private static List<Case> normalizations() {
        String operator = "SimplifiedLayerNormalization";
        return List.of(
                check(operator, "over the last axis").inFloat().x(-2, 3, 4).x(4),
                check(operator, "of a matrix, with an epsilon")
                        .inFloat()
                        .x(-2, 4)
                        .x(4)
                        .real("epsilon", 0.1)
                        .integer("axis", -1));
    }

    private static List<Case> rotations() {
        String fused = MICROSOFT + "RotaryEmbedding";
        String standard = "RotaryEmbedding";
        double[] cosines = angles(Math::cos);
        double[] sines = angles(Math::sin);
        return List.of(
                check(fused, "of heads")
                        .inFloat()
                        .x(2, 3, 2, 8)
                        .fed(List.of(2L, 2L), 0, 1, 3, 2)
                        .numbers(List.of(5L, 4L), cosines)
                        .numbers(List.of(5L, 4L), sines),
                check(fused, "interleaved")
                        .inFloat()
                        .x(2, 2, 16)
                        .fed(List.of(2L, 2L), 0, 1, 3, 2)
                        .numbers(List.of(5L, 4L), cosines)
                        .numbers(List.of(5L, 4L), sines)
                        .integer("interleaved", 1),
                check(fused, "of part of a head, positions from one on")
                        .inFloat()
                        .x(2, 2, 2, 16)
                        .fed(List.of(1L), 1)
                        .numbers(List.of(5L, 4L), cosines)
                        .numbers(List.of(5L, 4L), sines)
                        .integer("num_heads", 2)
                        .integer("rotary_embedding_dim", 8),
                check(standard, "of heads")
                        .inFloat()
                        .atOpset(23)
                        .x(2, 3, 2, 8)
                        .numbers(List.of(5L, 4L), cosines)
                        .numbers(List.of(5L, 4L), sines)
                        .fed(List.of(2L, 2L), 0, 1, 3, 2),
                check(standard, "with the angles of each token")
                        .inFloat()
                        .atOpset(23)
                        .x(1, 2, 5, 8)
                        .numbers(List.of(1L, 5L, 4L), cosines)
                        .numbers(List.of(1L, 5L, 4L), sines),
                check(standard, "interleaved")
                        .inFloat()
                        .atOpset(23)
                        .x(2, 3, 2, 8)
                        .numbers(List.of(5L, 4L), cosines)
                        .numbers(List.of(5L, 4L), sines)
                        .fed(List.of(2L, 2L), 0, 1, 3, 2)
                        .integer("interleaved", 1),
                check(standard, "of part of heads that lie side by side")
                        .inFloat()
                        .atOpset(24)
                        .x(2, 2, 24)
                        .numbers(List.of(5L, 4L), cosines)
                        .numbers(List.of(5L, 4L), sines)
                        .fed(List.of(2L, 2L), 0, 1, 3, 2)
                        .integer("num_heads", 2)
                        .integer("rotary_embedding_dim", 8));
    }

    private static double[] angles(DoubleUnaryOperator function) {
        return LongStream.range(0, 20)
                .mapToDouble(i -> function.applyAsDouble(0.3 * i))
                .toArray();
    }

    private static List<Case> activations() {
        return List.of(
                check(MICROSOFT + "Gelu", "exact").inFloat().x(-2, 3),
                check(MICROSOFT + "FastGelu", "approximate").inFloat().x(-2, 3),
                check(MICROSOFT + "FastGelu", "with a bias").inFloat().x(-2, 3).x(3),
                check(MICROSOFT + "QuickGelu", "of a matrix").inFloat().x(-2, 3),
                check(MICROSOFT + "QuickGelu", "with a slope")
                        .inFloat()
                        .x(-2, 3)
                        .real("alpha", 1));
    }

    /** More rows than become floats at once, by a few. */
    private static final long MANY = (1 << 14) + 5;

    /** Sizes of blocks, a last block that is not full, and an odd number of blocks, whose zero points end in half a byte. */
    private static List<Case> quantized() {
        return Stream.of(
                        product(4, 16, 48, true),
                        product(4, 16, 40, true),
                        product(4, 32, 64, false),
                        product(4, 64, 100, true),
                        product(4, 128, 128, true),
                        product(8, 32, 96, false),
                        product(8, 32, 80, true),
                        moved(product(4, 32, 70, false), 6, 3),
                        product(4, 32, 32, MANY, false),
                        moved(product(4, 32, 32, MANY, false), MANY, 1))
                .toList();
    }

    /** With zero points that are floats, which ONNX Runtime has for 4 bits. */
    private static Case moved(Case product, long outputs, long blocks) {
        return product.numbers(
                List.of(outputs, blocks),
                new Random(blocks).doubles(outputs * blocks, -3, 12).toArray());
    }

    private static Case product(int bits, int block, int inputs, boolean zeroPoints) {
        return product(bits, block, inputs, 6, zeroPoints);
    }

    private static Case product(int bits, int block, int inputs, long outputs, boolean zeroPoints) {
        long blocks = (inputs + block - 1L) / block;
        Random random = new Random(inputs);
        long zeroBytes = (blocks * bits + 7) / 8;
        Case product = check(
                        MICROSOFT + "MatMulNBits",
                        bits + " bits, blocks of " + block + " of " + inputs + " for " + outputs
                                + (zeroPoints ? ", zero points" : ""))
                .inFloat()
                .x(-2, 3, inputs)
                .bytes(
                        List.of(outputs, blocks, block * (long) bits / 8),
                        random.longs(outputs * blocks * block * bits / 8, 0, 256)
                                .toArray())
                .numbers(
                        List.of(outputs * blocks),
                        random.doubles(outputs * blocks, 0.01, 0.03).toArray())
                .integer("bits", bits)
                .integer("block_size", block)
                .integer("K", inputs)
                .integer("N", outputs);
        return zeroPoints
                ? product.bytes(
                        List.of(outputs * zeroBytes),
                        random.longs(outputs * zeroBytes, 0, 256).toArray())
                : product;
    }
}
