package io.github.modeleditor.api.config;

import java.util.Arrays;
import java.util.Objects;

/**
 * A training text as the model sees it.
 *
 * @param tokens token ids of the prompt, the target and, where the model has one, end-of-text
 * @param targetStart the position of the target's first token: from 1 to {@code tokens.length - 1}
 */
@SuppressWarnings("ArrayRecordComponent") // the hot path of training; equals and hashCode are by content
public record TokenizedText(int[] tokens, int targetStart) {
    public TokenizedText {
        Objects.requireNonNull(tokens, "tokens");
        if (targetStart < 1 || targetStart >= tokens.length) {
            throw new IllegalArgumentException(
                    "target starts at " + targetStart + " of " + tokens.length + " tokens; both parts need a token");
        }
    }

    /**
     * How many tokens there are.
     *
     * @return the length of prompt, target and end-of-text together
     */
    public int length() {
        return tokens.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenizedText text
                && targetStart == text.targetStart
                && Arrays.equals(tokens, text.tokens);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(tokens) + targetStart;
    }

    @Override
    public String toString() {
        return "TokenizedText[tokens=" + Arrays.toString(tokens) + ", targetStart=" + targetStart + "]";
    }
}
