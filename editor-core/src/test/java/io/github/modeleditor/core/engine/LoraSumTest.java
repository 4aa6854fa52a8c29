package io.github.modeleditor.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.config.LoraConfig;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class LoraSumTest {
    private static final int INPUTS = 3;
    private static final int OUTPUTS = 2;

    private static LoraWeights random(int rank, double alpha, long seed, String... paths) {
        LoraConfig config = LoraConfig.rank(rank).withAlpha(alpha).withTargetModules("p");
        LoraLayout layout = LoraLayout.of(
                config,
                List.of(paths).stream()
                        .map(path -> new LoraLayout.Projection(path, INPUTS, OUTPUTS))
                        .toList());
        Random random = new Random(seed);
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return new LoraWeights(layout, values);
    }

    /** An element of {@code scale A B}; zero where the module is not adapted. */
    private static double product(LoraWeights weights, String path, int row, int column) {
        double sum = 0;
        for (TargetModule module : weights.layout().targetModules()) {
            for (int k = 0; k < module.rank() && module.path().equals(path); k++) {
                sum += (double) weights.values()[module.offset() + row * module.rank() + k]
                        * weights.values()[module.offsetOfB() + k * OUTPUTS + column];
            }
        }
        return sum * weights.layout().config().scale();
    }

    @Property(tries = 200)
    void effectIsTheSumOfBoth(
            @ForAll @IntRange(min = 1, max = 4) int first,
            @ForAll @IntRange(min = 1, max = 4) int second,
            @ForAll @DoubleRange(min = 0.1, max = 9) double alpha,
            @ForAll long seed) {
        LoraWeights one = random(first, 2, seed, "0.p", "1.p");
        LoraWeights two = random(second, alpha, seed + 1, "1.p", "2.p");
        LoraWeights sum = one.combinedWith(two);
        assertThat(sum.layout().targetModules().stream().map(TargetModule::path))
                .containsExactly("0.p", "1.p", "2.p");
        assertThat(sum.layout().targetModules().stream().map(TargetModule::rank))
                .containsExactly(first, first + second, second);
        for (String path : List.of("0.p", "1.p", "2.p")) {
            for (int row = 0; row < INPUTS; row++) {
                for (int column = 0; column < OUTPUTS; column++) {
                    double expected = product(one, path, row, column) + product(two, path, row, column);
                    assertThat(product(sum, path, row, column)).isCloseTo(expected, within(1e-5));
                }
            }
        }
    }
}
