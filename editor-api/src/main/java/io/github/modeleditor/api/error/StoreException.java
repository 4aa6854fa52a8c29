package io.github.modeleditor.api.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A store of edits that cannot be used as it is, or not for what was asked. Nothing was changed. */
public final class StoreException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What is the matter. */
    public enum Kind {
        /** There is no store, or something else in its place. */
        MISSING,
        /** It was made for another base model. */
        OTHER_BASE,
        /** A newer version of this library wrote it. */
        NEWER_FORMAT,
        /** A file is not what was written; the message names it and where. */
        DAMAGED,
        /** It is open already, in this process or in another. */
        LOCKED,
        /** The clock says a time before that of the last version. */
        CLOCK,
        /** It has no such version or edit, or the edit was reverted before. */
        UNKNOWN
    }

    private final Kind kind;

    /**
     * A new exception.
     *
     * @param kind what is the matter
     * @param message what is wrong, where, and what to do
     */
    public StoreException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * A new exception with the one that led to it.
     *
     * @param kind what is the matter
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What is the matter.
     *
     * @return one of few reasons, for a program to choose by
     */
    public Kind kind() {
        return kind;
    }
}
