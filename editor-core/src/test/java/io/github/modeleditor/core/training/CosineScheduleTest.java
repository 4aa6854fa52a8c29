package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class CosineScheduleTest {
    @Property
    void risesThenFallsAndIsNeverZero(
            @ForAll @IntRange(min = 1, max = 300) int steps,
            @ForAll @DoubleRange(min = 0, max = 0.99) double warmupFraction) {
        CosineSchedule schedule = CosineSchedule.of(steps, warmupFraction, 1e-3);
        for (int step = 0; step < steps; step++) {
            assertThat(schedule.rate(step)).isPositive().isLessThanOrEqualTo(1e-3);
            if (step > 0 && step <= schedule.warmupSteps()) {
                assertThat(schedule.rate(step)).isGreaterThan(schedule.rate(step - 1));
            } else if (step > 0) {
                assertThat(schedule.rate(step)).isLessThan(schedule.rate(step - 1));
            }
        }
        assertThat(schedule.rate(schedule.warmupSteps())).isEqualTo(1e-3);
    }

    @Example
    void isHalfWayAtTheMiddleOfTheCosine() {
        CosineSchedule schedule = CosineSchedule.of(120, 1.0 / 6, 2);
        assertThat(schedule.warmupSteps()).isEqualTo(20);
        assertThat(schedule.rate(70)).isCloseTo(1, within(1e-12));
        assertThat(schedule.rate(9)).isCloseTo(2 * 10.0 / 21, within(1e-12));
    }
}
