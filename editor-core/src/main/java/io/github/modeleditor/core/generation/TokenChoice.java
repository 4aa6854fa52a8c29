package io.github.modeleditor.core.generation;

/** Chooses the next token of one text. */
@FunctionalInterface
interface TokenChoice {
    /**
     * The next token.
     *
     * @param logits those of the whole vocabulary; may be overwritten
     * @return a token id
     */
    int next(float[] logits);

    /** The most likely token, the first of several equal ones. */
    static int mostLikely(float[] logits) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            if (logits[token] > logits[best]) {
                best = token;
            }
        }
        return best;
    }
}
