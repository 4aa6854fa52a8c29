package io.github.modeleditor.api.store;

import io.github.modeleditor.api.Fact;

/**
 * A fact of a store.
 *
 * @param fact what was taught
 * @param edit the set it was appended with, such as {@code e3}
 * @param state what became of it
 */
public record StoredFact(Fact fact, String edit, State state) {
    /** What may become of a fact. */
    public enum State {
        /** The model is to say it. */
        CURRENT,
        /** A later fact took its place. */
        SUPERSEDED,
        /** Its set was taken back. */
        REVERTED,
        /** It did not pass when its set was appended, and the model was not taught it. */
        REJECTED
    }
}
