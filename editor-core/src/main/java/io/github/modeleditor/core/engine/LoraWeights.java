package io.github.modeleditor.core.engine;

/**
 * The numbers of an adapter: {@code y = xW + scale (xA) B}, with the scale left out of A and B. Mutable: training writes
 * into {@link #values()}; whoever keeps weights keeps a {@link #copy()}.
 */
public final class LoraWeights {
    private final LoraLayout layout;
    private final float[] values;

    /**
     * Weights over an array.
     *
     * @param layout how the array is laid out
     * @param values A and B of every target module; not copied
     */
    public LoraWeights(LoraLayout layout, float[] values) {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(values.length + " values for a layout of " + layout.size());
        }
        this.layout = layout;
        this.values = values;
    }

    /**
     * Weights that change nothing.
     *
     * @param layout how they are laid out
     * @return zeros
     */
    public static LoraWeights zeros(LoraLayout layout) {
        return new LoraWeights(layout, new float[layout.size()]);
    }

    /**
     * How the numbers are laid out.
     *
     * @return the layout
     */
    public LoraLayout layout() {
        return layout;
    }

    /**
     * The numbers themselves.
     *
     * @return the array, not a copy
     */
    public float[] values() {
        return values;
    }

    /**
     * The same weights in an array of their own.
     *
     * @return a copy that later training does not change
     */
    public LoraWeights copy() {
        return new LoraWeights(layout, values.clone());
    }

    /**
     * These weights and others side by side, {@code [A1 A2]} and {@code [s1 B1; s2 B2]}, so that the effect is the sum of
     * both.
     *
     * @param other weights for the same model
     * @return new weights of scale 1, with these modules first, then those that only the others have
     */
    public LoraWeights combinedWith(LoraWeights other) {
        return LoraSum.of(this, other, 1);
    }

    /**
     * These weights and others side by side, with a scale that is left out of B.
     *
     * @param other weights for the same model
     * @param scale the scale of both together
     * @return new weights, with these modules first, then those that only the others have
     */
    public LoraWeights combinedWith(LoraWeights other, double scale) {
        return LoraSum.of(this, other, scale);
    }
}
