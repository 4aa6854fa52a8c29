package io.github.modeleditor.core.generation;

import java.util.function.IntSupplier;

/** Chooses the next token of one text. Texts that grow side by side get ready at once, and choose in their order. */
@FunctionalInterface
interface TokenChoice {
    /**
     * Gets ready; whatever texts share, as a source of randomness, is left to the choice itself.
     *
     * @param logits those of the whole vocabulary; may be overwritten
     * @return what gives the next token's id
     */
    IntSupplier next(float[] logits);

    /** With the most likely token, the first of several equal ones. */
    static TokenChoice greedy() {
        return logits -> {
            int best = mostLikely(logits);
            return () -> best;
        };
    }

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
