package io.github.modeleditor.core.tokens;

import org.jspecify.annotations.Nullable;

/**
 * What one training text asks of the model.
 *
 * @param target the continuation to learn
 * @param rejected the same prompt with the continuation it replaces, or null where it replaces nothing or nobody asks; it has no
 *     anchors
 */
public record TrainingExample(MaskedExample target, @Nullable MaskedExample rejected) {
    public TrainingExample {
        if (rejected != null && !rejected.anchors().isEmpty()) {
            throw new IllegalArgumentException("a rejected text with anchors");
        }
    }

    /**
     * A text that replaces nothing.
     *
     * @param target the continuation to learn
     * @return the example
     */
    public static TrainingExample of(MaskedExample target) {
        return new TrainingExample(target, null);
    }

    /**
     * The same text as one that brings back what its anchors say, where the model says something else by now.
     *
     * @param tokens through which the adapter learns of it; where the model reads none of them the text stays one that is held
     * @return the example
     */
    public TrainingExample returningAt(TokenRange tokens) {
        return new TrainingExample(target.withTaughtAt(tokens), rejected);
    }

    /**
     * Whether there are tokens to learn; if not, the text has anchors alone.
     *
     * @return true if any token of the target counts
     */
    public boolean teaches() {
        return target.targets() > 0;
    }

    /**
     * Whether it brings back what was said.
     *
     * @return true if there is no token to learn, and a place through which what the anchors say is
     */
    public boolean returns() {
        return !teaches() && target.taughtAt().isPresent();
    }

    /**
     * Whether the model is to say something else than it does; if not, the text is only held to what is said there.
     *
     * @return true if it teaches, or brings back what was said
     */
    public boolean changes() {
        return teaches() || returns();
    }

    /**
     * How wide a batch has to be for it.
     *
     * @return tokens that the model reads, of the longer of the two
     */
    public int length() {
        int length = target.inputs();
        return rejected == null ? length : Math.max(length, rejected.inputs());
    }
}
