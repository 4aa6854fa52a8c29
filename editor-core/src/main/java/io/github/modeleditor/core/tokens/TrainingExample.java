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
     * Whether there are tokens to learn; if not, the text is only held to what was said there before.
     *
     * @return true if any token of the target counts
     */
    public boolean teaches() {
        return target.targets() > 0;
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
