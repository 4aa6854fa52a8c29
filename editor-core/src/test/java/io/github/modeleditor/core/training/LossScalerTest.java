package io.github.modeleditor.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LossScalerTest {
    @Provide
    Arbitrary<List<Integer>> runs() {
        return Arbitraries.integers().between(0, 4500).list().ofMaxSize(12);
    }

    /** Runs of finite steps with an overflow after each: a run doubles the scale once for each 2000 of its steps. */
    @Property(tries = 200)
    void growsAfterEachIntervalOfFiniteStepsAndHalvesAtEachOverflow(@ForAll("runs") List<Integer> runs) {
        LossScaler scaler = LossScaler.dynamic();
        int exponent = 16;
        for (int run : runs) {
            for (int step = 0; step < run; step++) {
                scaler.held();
            }
            exponent += run / 2000;
            assertThat(scaler.scale()).isEqualTo(Math.scalb(1.0, exponent));
            scaler.overflowed();
            exponent--;
            assertThat(scaler.scale()).isEqualTo(Math.scalb(1.0, exponent));
        }
    }

    @Property(tries = 100)
    void countsOverflowsInARow(@ForAll List<Boolean> finite) {
        LossScaler scaler = LossScaler.dynamic();
        int inARow = 0;
        for (boolean held : finite) {
            inARow = held ? 0 : inARow + 1;
            if (held) {
                scaler.held();
            } else {
                scaler.overflowed();
            }
            assertThat(scaler.overflowsInARow()).isEqualTo(inARow);
        }
    }

    @Example
    void withoutScalingTheScaleStaysOne() {
        LossScaler scaler = LossScaler.none();
        for (int step = 0; step < 5000; step++) {
            scaler.held();
        }
        scaler.overflowed();
        assertThat(scaler.scale()).isEqualTo(1);
        assertThat(scaler.isDynamic()).isFalse();
    }
}
