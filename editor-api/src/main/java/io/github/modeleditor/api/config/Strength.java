package io.github.modeleditor.api.config;

/**
 * How much an edit may move the model: what makes facts hold in more words moves more of the rest. The figures of both are in
 * docs/preserving.md.
 *
 * @see EditingMethod#preserving(Strength)
 */
public enum Strength {
    /** As little of the rest moves as is known how to. What is used where nothing is said. */
    CAREFUL,

    /**
     * Facts hold in more words, and neighbours and the rest move more: an adapter on all projections of the lower half of the layers, and more
     * prefixes.
     */
    FORCEFUL
}
