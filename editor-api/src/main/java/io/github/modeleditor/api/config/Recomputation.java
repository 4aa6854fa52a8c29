package io.github.modeleditor.api.config;

/**
 * What the backward pass computes once more instead of keeping it since the forward pass. It saves memory and may take time;
 * gradients are the same.
 *
 * @see <a href="https://arxiv.org/abs/1604.06174">Training Deep Nets with Sublinear Memory Cost</a>
 */
public enum Recomputation {
    /** Nothing. */
    NONE,
    /**
     * What is cheap: sums, norms, activation functions and rearrangements; products of matrices and softmax are kept. It takes next to
     * no time, since less is written and read.
     */
    ELEMENTWISE,
    /** Everything within a layer's attention and within its feed-forward part, a quarter more time. */
    LAYERS
}
