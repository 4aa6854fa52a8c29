package io.github.modeleditor.core.training;

/**
 * The learning rate: a linear rise over the first steps, then a cosine to zero. Immutable.
 *
 * <p>With n steps, w of them warm-up, and steps counted from 0:
 *
 * <pre>
 * rate(k) = maximum (k + 1) / (w + 1)                          for k &lt; w
 * rate(k) = maximum (1 + cos(pi (k - w) / (n - w))) / 2        for w &lt;= k &lt; n
 * </pre>
 *
 * <p>That is PyTorch's {@code LinearLR} followed by {@code CosineAnnealingLR}. No step has rate zero: the rise ends, and the
 * cosine begins, at the maximum.
 *
 * @param steps optimizer steps in all; at least 1
 * @param warmupSteps how many of them rise; below {@code steps}
 * @param maximum the highest rate
 */
public record CosineSchedule(int steps, int warmupSteps, double maximum) {
    /**
     * A schedule that rises for a share of its steps, rounded down.
     *
     * @param steps optimizer steps in all
     * @param warmupFraction 0 to below 1
     * @param maximum the highest rate
     * @return the schedule
     */
    public static CosineSchedule of(int steps, double warmupFraction, double maximum) {
        return new CosineSchedule(steps, (int) (warmupFraction * steps), maximum);
    }

    /**
     * The rate of a step.
     *
     * @param step counted from 0; between two steps the rate lies between theirs
     * @return the rate, above 0
     */
    public double rate(double step) {
        if (step < warmupSteps) {
            return maximum * (step + 1) / (warmupSteps + 1);
        }
        double progress = (step - warmupSteps) / (steps - warmupSteps);
        return maximum * (1 + Math.cos(Math.PI * progress)) / 2;
    }
}
