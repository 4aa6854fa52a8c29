package io.github.modeleditor.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryFailuresTest {
    /** What helps differs: the JVM's bound is one that a user sets, a device's memory is not. */
    @Test
    void theRemedyFitsTheMemoryThatRanOut() {
        OutOfMemoryError direct = new OutOfMemoryError("Cannot reserve 148480000 bytes of direct buffer memory");
        assertThat(MemoryFailures.isOne(direct)).isTrue();
        assertThat(MemoryFailures.of("make a buffer", direct))
                .hasMessageContainingAll("148480000", "-Xmx")
                .hasMessageNotContaining("device with more memory");
        assertThat(MemoryFailures.of("run the graph", new IllegalStateException("std::bad_alloc")))
                .hasMessageContaining("a device with more memory");
        assertThat(MemoryFailures.isOne(new IllegalStateException("the model is wrong")))
                .isFalse();
    }
}
