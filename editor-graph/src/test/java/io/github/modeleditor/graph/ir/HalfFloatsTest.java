package io.github.modeleditor.graph.ir;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatsTest {
    /** Values of IEEE 754 and ties between two of them. */
    @ParameterizedTest
    @CsvSource({
        "1, 3c00",
        "-2, c000",
        "65504, 7bff",
        "65519.996, 7bff",
        "65520, 7c00",
        "-70000, fc00",
        "Infinity, 7c00",
        "6.103515625e-05, 0400",
        "5.9604645e-08, 0001",
        "2.9802322e-08, 0000",
        "2.9802326e-08, 0001",
        "-1e-30, 8000",
        "1.00048828125, 3c00",
        "1.0004884, 3c01",
        "1.00146484375, 3c02"
    })
    void float16IsTheNearest(float value, String bits) {
        assertThat(HalfFloats.toFloat16(value)).isEqualTo((short) Integer.parseInt(bits, 16));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3f80",
        "-2, c000",
        "1.00390625, 3f80",
        "1.0039064, 3f81",
        "1.01171875, 3f82",
        "3.4e38, 7f80",
        "Infinity, 7f80",
        "NaN, 7fc0"
    })
    void bfloat16IsTheNearest(float value, String bits) {
        assertThat(HalfFloats.toBfloat16(value)).isEqualTo((short) Integer.parseInt(bits, 16));
    }

    @Test
    void everyNumberOf16BitsComesBack() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float half = HalfFloats.fromFloat16((short) bits);
            float brain = HalfFloats.fromBfloat16((short) bits);
            if (!Float.isNaN(half)) {
                assertThat(HalfFloats.toFloat16(half)).isEqualTo((short) bits);
            }
            if (!Float.isNaN(brain)) {
                assertThat(HalfFloats.toBfloat16(brain)).isEqualTo((short) bits);
            }
        }
        assertThat(HalfFloats.fromFloat16((short) 0x7e00)).isNaN();
        assertThat(HalfFloats.fromFloat16((short) 0x3555)).isEqualTo(0.33325195f);
    }

    @Property
    void noOtherFloat16IsNearer(@ForAll float value) {
        short bits = HalfFloats.toFloat16(value);
        double distance = Math.abs((double) HalfFloats.fromFloat16(bits) - value);
        for (short other : new short[] {(short) (bits - 1), (short) (bits + 1)}) {
            float neighbour = HalfFloats.fromFloat16(other);
            if (Float.isFinite(neighbour) && Float.isFinite(HalfFloats.fromFloat16(bits))) {
                assertThat(Math.abs((double) neighbour - value)).isGreaterThanOrEqualTo(distance);
            }
        }
    }
}
