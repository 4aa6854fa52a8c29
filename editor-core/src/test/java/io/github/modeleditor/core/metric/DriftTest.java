package io.github.modeleditor.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DriftTest {
    @Property
    void theDivergenceIsThatOfTheDistributions(
            @ForAll @Size(7) List<@FloatRange(min = -30, max = 30) Float> one,
            @ForAll @Size(7) List<@FloatRange(min = -30, max = 30) Float> other) {
        float[] before = Floats.toArray(one);
        float[] after = Floats.toArray(other);
        double[] p = softmax(before);
        double[] q = softmax(after);
        double expected = IntStream.range(0, 7)
                .mapToDouble(i -> p[i] * Math.log(p[i] / q[i]))
                .sum();
        Drift.Sums sums = Drift.Sums.of(before, after, 2);
        assertThat(sums.divergence()).isCloseTo(expected, within(1e-9));
        assertThat(sums.lossBefore()).isCloseTo(-Math.log(p[2]), within(1e-9));
        assertThat(sums.lossAfter()).isCloseTo(-Math.log(q[2]), within(1e-9));
        assertThat(Drift.Sums.of(before, before, 2).divergence()).isZero();
    }

    private static double[] softmax(float[] logits) {
        double total = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i]))
                .sum();
        return IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i]) / total)
                .toArray();
    }

    @Test
    void anImpossibleTokenCountsForNothing() {
        float none = Float.NEGATIVE_INFINITY;
        Drift.Sums sums = Drift.Sums.of(new float[] {0, 0, none}, new float[] {0, 0, none}, 0);
        assertThat(sums.divergence()).isZero();
        assertThat(Drift.Sums.of(new float[] {0, 0, none}, new float[] {0, 0, 0}, 0)
                        .divergence())
                .isCloseTo(Math.log(1.5), within(1e-12));
    }

    @Test
    void textsOfAnyLengthAreCut() {
        ToyEngine engine = ToyEngine.of(GreedyTokenizer.of(), 1);
        Drift.Result result = Drift.ofAnyLength(engine, List.of("x".repeat(500), "abcdefghij", ""), 20)
                .measure(null, done -> {});
        assertThat(result.texts()).extracting(Drift.Sums::tokens).containsExactly(19, 10, 0);
        assertThat(result.tokens()).isEqualTo(29);
        assertThat(result.of(2, 3).perplexity().before()).isNaN();
    }
}
