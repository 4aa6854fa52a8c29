package io.github.modeleditor.core.engine;

/**
 * How passes run. What they compute is the same up to rounding.
 *
 * @param recomputation whether the backward pass of a layer computes once more what it reads of the forward pass, so that it
 *     need not be kept: less memory, more time
 * @param sideBySide how many passes run at once, each on a core of its own; 1 for one after the other, each on all cores
 */
public record GradientOptions(boolean recomputation, int sideBySide) {
    public GradientOptions {
        if (sideBySide < 1) {
            throw new IllegalArgumentException(sideBySide + " passes at once do nothing");
        }
    }

    /**
     * One pass after the other, everything kept.
     *
     * @return the defaults
     */
    public static GradientOptions defaults() {
        return new GradientOptions(false, 1);
    }

    /**
     * The same with or without recomputation.
     *
     * @param value whether memory is saved so, for time
     * @return new options
     */
    public GradientOptions withRecomputation(boolean value) {
        return new GradientOptions(value, sideBySide);
    }

    /**
     * The same with another number of passes at once.
     *
     * @param value how many
     * @return new options
     */
    public GradientOptions withSideBySide(int value) {
        return new GradientOptions(recomputation, value);
    }
}
