package io.github.modeleditor.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.api.config.Objective.Likelihood;
import io.github.modeleditor.api.config.Objective.Loss;
import io.github.modeleditor.api.config.Objective.Text;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DirectPreferenceTest {
    private static final double STEP = 1e-5;

    @Test
    void isLikelihoodAndPreferenceTogether() {
        List<Text> texts = List.of(
                new Text(new Likelihood(2, -3, -5), Optional.of(new Likelihood(3, -4, -1))),
                new Text(new Likelihood(4, -6, -6), Optional.empty()));
        // Margin (-3 + 5) - (-4 + 1) = 5; log(1 + e^-2.5) = 0.0788897; (3 + 6) / 6 tokens = 1.5.
        assertThat(new DirectPreference(0.5, 10).of(texts).value()).isCloseTo(1.5 + 0.788897, within(1e-6));
    }

    @Property(tries = 200)
    void slopesAreThoseOfTheLoss(
            @ForAll @Size(min = 1, max = 4) List<@DoubleRange(min = -30, max = 0) Double> current,
            @ForAll @DoubleRange(min = -30, max = 0) double unedited,
            @ForAll @DoubleRange(min = 0.01, max = 2) double beta,
            @ForAll @DoubleRange(min = 0.1, max = 5) double weight) {
        DirectPreference objective = new DirectPreference(beta, weight);
        Loss loss = objective.of(texts(current, unedited, -1, 0, 0));
        for (int i = 0; i < current.size(); i++) {
            assertThat(loss.targetSlopes()[i])
                    .isCloseTo(
                            slope(
                                    objective,
                                    texts(current, unedited, i, STEP, 0),
                                    texts(current, unedited, i, -STEP, 0)),
                            within(1e-6));
            assertThat(loss.rejectedSlopes()[i])
                    .isCloseTo(
                            slope(
                                    objective,
                                    texts(current, unedited, i, 0, STEP),
                                    texts(current, unedited, i, 0, -STEP)),
                            within(1e-6));
        }
    }

    @Test
    void staysFiniteFarFromTheReference() {
        List<Text> texts = List.of(new Text(new Likelihood(1, -9000, 0), Optional.of(new Likelihood(1, 0, -9000))));
        Loss loss = new DirectPreference(1, 1).of(texts);
        assertThat(loss.value()).isEqualTo(27_000);
        assertThat(loss.rejectedSlopes()).containsExactly(1);
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> new DirectPreference(0, 1))
                .withMessage("The beta of the preference is 0.0. It must be a finite number above 0.");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> new DirectPreference(1, Double.NaN))
                .withMessageContaining("weight of the preference is NaN");
    }

    private static double slope(DirectPreference objective, List<Text> above, List<Text> below) {
        return (objective.of(above).value() - objective.of(below).value()) / (2 * STEP);
    }

    /** Every second text rejects something; one of them is moved. */
    private static List<Text> texts(
            List<Double> current, double unedited, int moved, double ofTarget, double ofRejected) {
        List<Text> texts = new ArrayList<>();
        for (int i = 0; i < current.size(); i++) {
            double target = current.get(i) + (i == moved ? ofTarget : 0);
            double rejected = -current.get(i) / 2 - 20 + (i == moved ? ofRejected : 0);
            texts.add(new Text(
                    new Likelihood(2 + i, target, unedited),
                    i % 2 == 0 ? Optional.of(new Likelihood(3, rejected, unedited / 3)) : Optional.empty()));
        }
        return texts;
    }
}
