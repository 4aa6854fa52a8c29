package io.github.modeleditor.graph.ir;

/** 16-bit floating-point numbers, which Java has no type for. Conversions round to the nearest, ties to even. */
public final class HalfFloats {
    private static final int INFINITY = 0x7f800000;

    /** Half of a unit in the last place that 13 dropped bits leave, less one. */
    private static final int ROUND_13 = 0xfff;

    /** The smallest normal float16, 2 to the power of -14, as the bits of a float. */
    private static final int SMALLEST_NORMAL = 0x38800000;

    /** The difference of the exponents' biases, 127 - 15, in the place of a float's exponent. */
    private static final int BIAS = 0x38000000;

    /** From this on, 2 to the power of 16, every float is infinite as float16. */
    private static final int TOO_LARGE = 0x47800000;

    private HalfFloats() {}

    /**
     * An IEEE 754 binary16 as a float, which holds it exactly.
     *
     * @param bits the 16 bits
     * @return the number
     */
    public static float fromFloat16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int rest = bits & 0x7fff;
        if (rest >= 0x7c00) {
            return Float.intBitsToFloat(sign | INFINITY | ((rest & 0x3ff) << 13));
        }
        if (rest < 0x400) {
            return Math.copySign(rest * 0x1p-24f, Float.intBitsToFloat(sign | 1));
        }
        return Float.intBitsToFloat(sign | ((rest << 13) + BIAS));
    }

    /**
     * The nearest IEEE 754 binary16.
     *
     * @param value any float; from 65520 on it becomes infinite
     * @return its 16 bits
     */
    public static short toFloat16(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int rest = bits & 0x7fffffff;
        if (rest > INFINITY) {
            return (short) (sign | 0x7e00);
        }
        if (rest >= TOO_LARGE) {
            return (short) (sign | 0x7c00);
        }
        if (rest < SMALLEST_NORMAL) {
            return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24));
        }
        int biased = rest - BIAS;
        return (short) (sign | ((biased + ROUND_13 + ((biased >>> 13) & 1)) >>> 13));
    }

    /**
     * A bfloat16, the upper half of a float, as a float.
     *
     * @param bits the 16 bits
     * @return the number
     */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /**
     * The nearest bfloat16.
     *
     * @param value any float
     * @return its 16 bits
     */
    public static short toBfloat16(float value) {
        int bits = Float.floatToIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
