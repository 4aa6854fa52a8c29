package io.github.modeleditor.api.config;

/**
 * How much an edit may move the model: what makes facts hold in more words moves more of the rest. The figures of each are in
 * docs/preserving.md.
 *
 * @see EditingMethod#preserving(Strength)
 */
public enum Strength {
    /** Less of the rest moves, and fewer paraphrases are said: a lower rate, and more of what the model writes itself is held. */
    CAREFUL,

    /** What is used where nothing is said. */
    BALANCED,

    /**
     * Facts hold in more words, and neighbours and the rest move more: an adapter on all projections of the lower half of the layers, and more
     * prefixes.
     */
    FORCEFUL
}
