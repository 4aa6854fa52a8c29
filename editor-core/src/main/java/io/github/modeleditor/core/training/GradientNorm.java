package io.github.modeleditor.core.training;

/** The global norm of a gradient, and how much of it clipping leaves. */
final class GradientNorm {
    private GradientNorm() {}

    /** {@code sqrt(sum_i g_i^2)}, summed in double precision; NaN or infinite if any element is. */
    static double of(float[] gradient) {
        return Math.sqrt(Ranges.sum(gradient.length, (start, end) -> sumOfSquares(gradient, start, end)));
    }

    /**
     * {@code min(1, maximum / (norm + 1e-6))}, as PyTorch's {@code clip_grad_norm_} has it.
     *
     * @see <a href="https://arxiv.org/abs/1211.5063">On the difficulty of training Recurrent Neural Networks, section
     *     3.2</a>
     */
    static double clippingScale(double norm, double maximum) {
        return Math.min(1, maximum / (norm + 1e-6));
    }

    private static double sumOfSquares(float[] values, int start, int end) {
        // Four sums that do not wait for one another.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = start;
        for (; i + 3 < end; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (; i < end; i++) {
            a += (double) values[i] * values[i];
        }
        return a + b + (c + d);
    }
}
