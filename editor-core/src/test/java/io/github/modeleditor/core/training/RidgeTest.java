package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;

class RidgeTest {
    private static float[][] gaussian(int rows, int width, Random random) {
        float[][] values = new float[rows][width];
        for (float[] row : values) {
            for (int i = 0; i < width; i++) {
                row[i] = (float) random.nextGaussian();
            }
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
        float[][] x = gaussian(rows, inputs, random);
        float[][] before = gaussian(inputs, rank, random);
        float[][] a = Stream.of(before).map(float[]::clone).toArray(float[][]::new);
        Ridge ridge = new Ridge(inputs, rows);
        int first = random.nextInt(rows + 1);
        ridge.add(Arrays.copyOf(x, first));
        ridge.add(Arrays.copyOfRange(x, first, rows));
        ridge.subtractFit(penalty, a);
        for (int column = 0; column < rank; column++) {
            for (int input = 0; input < inputs; input++) {
                double gradient = penalty * (a[input][column] - before[input][column]);
                for (float[] row : x) {
                    double product = 0;
                    for (int i = 0; i < inputs; i++) {
                        product += (double) row[i] * a[i][column];
                    }
                    gradient += row[input] * product;
                }
                assertThat(gradient).isCloseTo(0, within(2e-3));
            }
        }
    }
}
