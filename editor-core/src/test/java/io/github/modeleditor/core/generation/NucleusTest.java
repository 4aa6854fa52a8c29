package io.github.modeleditor.core.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NucleusTest {
    @Test
    void drawsInProportionWithinTheNucleusAndNeverBeyond() {
        double[] probabilities = {0.04, 0.5, 0.3, 0.01, 0.15};
        float[] logits = new float[probabilities.length];
        for (int token = 0; token < logits.length; token++) {
            logits[token] = (float) Math.log(probabilities[token]) + 3;
        }
        Random random = new Random(1);
        int draws = 100_000;
        int[] counts = new int[probabilities.length];
        for (int i = 0; i < draws; i++) {
            counts[Nucleus.of(logits, 0.9).draw(random)]++;
        }
        assertThat(counts[0]).isZero();
        assertThat(counts[3]).isZero();
        assertThat(counts[1] / (double) draws).isCloseTo(0.5 / 0.95, within(0.01));
        assertThat(counts[2] / (double) draws).isCloseTo(0.3 / 0.95, within(0.01));
        assertThat(counts[4] / (double) draws).isCloseTo(0.15 / 0.95, within(0.01));
    }

    @Property
    void drawnTokenIsAmongTheSmallestSetOfThatMass(@ForAll("logits") float[] logits, @ForAll long seed) {
        assertThat(nucleus(logits)).contains(Nucleus.of(logits, 0.95).draw(new Random(seed)));
    }

    @Property
    void fromAWholeDistributionDrawsWhatItWouldDrawWithAllInOrder(@ForAll("wide") float[] logits, @ForAll long seed) {
        int drawn = Nucleus.draw(logits, 1, new Random(seed));
        assertThat(drawn).isEqualTo(Nucleus.of(logits, 1).draw(new Random(seed)));
    }

    @Test
    void tokensThatAreSeldomDrawnAreDrawnToo() {
        float[] logits = new float[300_000];
        Random random = new Random(1);
        Set<Integer> drawn = IntStream.range(0, 40)
                .mapToObj(i -> Nucleus.draw(logits, 1, random))
                .collect(Collectors.toSet());
        assertThat(drawn).hasSizeGreaterThan(35);
    }

    /** Some of them with less than one in a hundred thousand. */
    @Provide
    Arbitrary<float[]> wide() {
        return Arbitraries.floats()
                .between(-6, 10)
                .array(float[].class)
                .ofMinSize(1)
                .ofMaxSize(400);
    }

    @Provide
    Arbitrary<float[]> logits() {
        return Arbitraries.floats()
                .between(-20, 20)
                .array(float[].class)
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    /** By definition, slowly: sort all, add up until the mass is reached; and what rounding may let in. */
    private static Set<Integer> nucleus(float[] logits) {
        double[] weights = IntStream.range(0, logits.length)
                .mapToDouble(token -> Math.exp(logits[token]))
                .toArray();
        double total = Arrays.stream(weights).sum();
        double[] falling = Arrays.stream(weights)
                .map(weight -> -weight / total)
                .sorted()
                .map(weight -> -weight)
                .toArray();
        double mass = 0;
        double least = 1;
        for (int i = 0; i < falling.length && mass < 0.95 + 1e-9; i++) {
            mass += falling[i];
            least = falling[i];
        }
        double threshold = least * (1 - 1e-6);
        return IntStream.range(0, logits.length)
                .filter(token -> weights[token] / total >= threshold)
                .boxed()
                .collect(Collectors.toSet());
    }
}
