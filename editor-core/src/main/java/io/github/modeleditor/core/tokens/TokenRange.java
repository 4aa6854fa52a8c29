package io.github.modeleditor.core.tokens;

/**
 * Neighbouring tokens of a text.
 *
 * @param start the place of the first, counted from 0
 * @param end the place behind the last; above {@code start}
 */
public record TokenRange(int start, int end) {
    public TokenRange {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("tokens from " + start + " to " + end);
        }
    }

    /**
     * Those of them that lie before a place.
     *
     * @param place above {@code start}
     * @return the range, cut there
     */
    TokenRange until(int place) {
        return new TokenRange(start, Math.min(end, place));
    }
}
