package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.modeleditor.graph.lower.IntegerBytes;
import org.junit.jupiter.api.Test;

class IntegerKernelsTest {
    private static void assertThatEightOnesAreEight(IntegerBytes bytes) {
        for (float product : IntegerKernels.productsOfOnes(bytes)) {
            assertThat(product).isCloseTo(8, within(1e-4f));
        }
    }

    /** Where pairs of products saturate at 16 bits, signed bytes come to 0.06. */
    @Test
    void whatIsChosenAddsUp() {
        assertThatEightOnesAreEight(IntegerKernels.exact());
    }

    @Test
    void unsignedBytesAddUpOnAnyProcessor() {
        assertThatEightOnesAreEight(IntegerBytes.UNSIGNED);
    }
}
