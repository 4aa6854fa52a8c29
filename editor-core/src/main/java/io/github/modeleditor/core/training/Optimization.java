package io.github.modeleditor.core.training;

import io.github.modeleditor.core.batch.Batches;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.example.MaskedExample;
import java.util.List;

/**
 * The weights on their way. They live in two buffers that each step writes in turn: whether a step led anywhere shows only
 * when the next loss is computed, and by then the weights before it are still there.
 */
final class Optimization {
    private final Gradients gradients;
    private final double maximumNorm;
    private final AdamW optimizer;
    private final float[] gradient;
    private LoraWeights current;
    private LoraWeights previous;

    /**
     * What was found at the current weights.
     *
     * @param loss the mean over the target tokens of all passes
     * @param gradientNorm the global norm of the gradient
     * @param targets target tokens
     */
    record Slope(double loss, double gradientNorm, int targets) {
        boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm);
        }
    }

    Optimization(Gradients gradients, LoraWeights initial, double weightDecay, double maximumNorm) {
        this.gradients = gradients;
        this.maximumNorm = maximumNorm;
        current = initial.copy();
        previous = initial.copy();
        optimizer = new AdamW(initial.values().length, weightDecay);
        gradient = new float[initial.values().length];
    }

    LoraWeights current() {
        return current;
    }

    LoraWeights previous() {
        return previous;
    }

    /**
     * Loss and gradient over several passes. A target token weighs the same in whichever pass it is, so that small batches
     * whose gradients are accumulated equal one large batch.
     */
    Slope slope(List<List<MaskedExample>> passes, Runnable beforePass) {
        int targets = passes.stream()
                .flatMap(List::stream)
                .mapToInt(MaskedExample::targets)
                .sum();
        double loss = 0;
        for (List<MaskedExample> pass : passes) {
            beforePass.run();
            loss += gradients.accumulate(Batches.tokenBatch(pass, 1f / targets), current, gradient);
        }
        return new Slope(loss, GradientNorm.of(gradient), targets);
    }

    /** A step down the slope that was just found. */
    void step(Slope slope, double rate) {
        double scale = GradientNorm.clippingScale(slope.gradientNorm(), maximumNorm);
        optimizer.step(gradient, scale, rate, current.values(), previous.values());
        LoraWeights stepped = previous;
        previous = current;
        current = stepped;
    }
}
