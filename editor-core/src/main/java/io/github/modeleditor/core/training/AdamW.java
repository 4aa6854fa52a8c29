package io.github.modeleditor.core.training;

import io.github.modeleditor.core.engine.LoraWeights;

/**
 * Adam with decoupled weight decay, on flat arrays in one pass. Not thread-safe.
 *
 * <p>With gradient g, rate eta, decay lambda, and t the number of the step from 1:
 *
 * <pre>
 * m &lt;- m + (1 - beta1) (g - m)
 * v &lt;- beta2 v + (1 - beta2) g^2
 * p &lt;- (1 - eta lambda) p - eta / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * <p>beta1 = 0.9, beta2 = 0.999 and epsilon = 1e-8, as in PyTorch, whose formula this is.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization, algorithm 2</a>
 */
final class AdamW {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;

    private final double weightDecay;
    private final float[] mean;
    private final float[] variance;
    private int steps;

    AdamW(int parameters, double weightDecay) {
        this.weightDecay = weightDecay;
        mean = new float[parameters];
        variance = new float[parameters];
    }

    /** One that goes on where another stood. */
    AdamW(TrainingState.Optimizer kept, double weightDecay) {
        this.weightDecay = weightDecay;
        mean = kept.mean().clone();
        variance = kept.variance().clone();
        steps = kept.steps();
    }

    /** Its moments beside the weights they belong to; copies. */
    TrainingState.Optimizer state(LoraWeights weights, LoraWeights previous) {
        return new TrainingState.Optimizer(weights.copy(), previous.copy(), mean.clone(), variance.clone(), steps);
    }

    /**
     * One step.
     *
     * @param gradient the gradient at {@code from}; set to zero, so that the next one can be added up in it
     * @param gradientScale what the gradient is multiplied by first
     * @param rate the learning rate
     * @param from the parameters; left as they are, unless {@code to} is the same array
     * @param to where the new parameters go
     */
    void step(float[] gradient, double gradientScale, double rate, float[] from, float[] to) {
        steps++;
        float scale = (float) gradientScale;
        float decay = (float) (1 - rate * weightDecay);
        float stepSize = (float) (rate / (1 - Math.pow(BETA1, steps)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
        Ranges.forEach(
                from.length,
                (start, end) ->
                        step(gradient, scale, decay, stepSize, correction, from, to, mean, variance, start, end));
    }

    /** Everything is a local variable here: only so does the JIT compiler turn the loop into vector instructions. */
    private static void step(
            float[] gradient,
            float scale,
            float decay,
            float stepSize,
            float correction,
            float[] from,
            float[] to,
            float[] mean,
            float[] variance,
            int start,
            int end) {
        float newShareOfMean = (float) (1 - BETA1);
        float oldShareOfVariance = (float) BETA2;
        float newShareOfVariance = (float) (1 - BETA2);
        for (int i = start; i < end; i++) {
            float g = gradient[i] * scale;
            float m = mean[i] + newShareOfMean * (g - mean[i]);
            float v = oldShareOfVariance * variance[i] + newShareOfVariance * g * g;
            mean[i] = m;
            variance[i] = v;
            to[i] = decay * from[i] - stepSize * m / ((float) Math.sqrt(v) * correction + EPSILON);
            gradient[i] = 0f;
        }
    }
}
