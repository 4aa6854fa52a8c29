package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;

class RidgeTest {
    private static final int OFFSET = 3;

    private static float[] gaussian(int size, Random random) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Where {@code |X A'|^2 + penalty |A' - A|^2} is smallest, its gradient {@code X'X A' + penalty (A' - A)} is zero. */
    @Property(tries = 200)
    void isWhereTheSumOfSquaresIsSmallest(
            @ForAll @IntRange(min = 1, max = 150) int rows,
            @ForAll @IntRange(min = 1, max = 140) int inputs,
            @ForAll @IntRange(min = 1, max = 5) int rank,
            @ForAll @FloatRange(min = 0.1f, max = 10) float penalty,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[] x = gaussian(rows * inputs, random);
        float[] before = gaussian(OFFSET + inputs * rank + 1, random);
        float[] a = before.clone();
        Ridge ridge = new Ridge(inputs, rows);
        int first = random.nextInt(rows + 1) * inputs;
        ridge.add(Arrays.copyOf(x, first));
        ridge.add(Arrays.copyOfRange(x, first, x.length));
        ridge.subtractFit(penalty, a, OFFSET, rank);
        for (int column = 0; column < rank; column++) {
            for (int input = 0; input < inputs; input++) {
                int at = OFFSET + input * rank + column;
                double gradient = penalty * (a[at] - before[at]);
                for (int row = 0; row < rows; row++) {
                    double product = 0;
                    for (int i = 0; i < inputs; i++) {
                        product += (double) x[row * inputs + i] * a[OFFSET + i * rank + column];
                    }
                    gradient += x[row * inputs + input] * product;
                }
                assertThat(gradient).isCloseTo(0, within(2e-3));
            }
        }
        assertThat(a).as("what is around A").startsWith(before[0], before[1], before[2]);
        assertThat(a[a.length - 1]).isEqualTo(before[a.length - 1]);
    }
}
