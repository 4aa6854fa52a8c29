package io.github.modeleditor.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.report.Answers;
import io.github.modeleditor.api.report.Scores;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class EditScoreTest {
    private static final double NONE = Double.NaN;

    @Property
    void isTheHarmonicMean(
            @ForAll @DoubleRange(min = 0.01, max = 100) double efficacy,
            @ForAll @DoubleRange(min = 0.01, max = 100) double generalization,
            @ForAll @DoubleRange(min = 0.01, max = 100) double locality) {
        double score = score(efficacy, generalization, locality);
        double least = Math.min(efficacy, Math.min(generalization, locality));
        double product = efficacy * generalization * locality;
        assertThat(score)
                .isCloseTo(
                        3 * product / (efficacy * generalization + efficacy * locality + generalization * locality),
                        within(1e-9))
                .isBetween(least - 1e-9, Math.min(3 * least, Math.cbrt(product)) + 1e-9);
        assertThat(score(locality, efficacy, generalization)).isCloseTo(score, within(1e-9));
    }

    @Example
    void isNoneWhereSomethingWasNotMeasured() {
        assertThat(score(60, NONE, 30)).isNaN();
        assertThat(score(100, 100, NONE)).isNaN();
        assertThat(score(0, NONE, NONE)).isNaN();
        assertThat(score(NONE, NONE, NONE)).isNaN();
        assertThat(score(100, 0, 100)).isZero();
    }

    @Property
    void isTheSameOverWhatIsGenerated(
            @ForAll @DoubleRange(min = 0, max = 100) double efficacy,
            @ForAll @DoubleRange(min = 0, max = 100) double generalization,
            @ForAll @DoubleRange(min = 0, max = 100) double locality) {
        Scores scores = new Scores(
                new Answers(1, 2, 3, efficacy, 4),
                new Answers(5, 6, 7, generalization, 8),
                new Answers(9, 10, 11, locality, 12),
                new Answers(13, 14, 15, 16, 17));
        assertThat(scores.generatedScore()).isEqualTo(score(efficacy, generalization, locality));
    }

    private static double score(double efficacy, double generalization, double locality) {
        return new Scores(forced(efficacy), forced(generalization), forced(locality), forced(7)).score();
    }

    private static Answers forced(double value) {
        return new Answers(value, 1, 2, 3, 4);
    }
}
