package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerKernelsTest {
    /** Where pairs of products become what 16 bits hold, 127 comes to 0.06. */
    @Test
    void whatIsChosenAddsUp() {
        assertThat(IntegerKernels.largestWeight()).isIn(64, 127);
        assertThatEightOnesAreEight(IntegerKernels.largestWeight());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64})
    void smallWeightsAddUpOnAnyProcessor(int largest) {
        assertThatEightOnesAreEight(largest);
    }

    private static void assertThatEightOnesAreEight(int largestWeight) {
        for (float product : IntegerKernels.productsOfOnes(largestWeight)) {
            assertThat(product).isCloseTo(8, within(1e-4f));
        }
    }
}
