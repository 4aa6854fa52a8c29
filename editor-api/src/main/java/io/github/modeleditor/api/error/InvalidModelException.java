package io.github.modeleditor.api.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A model folder that cannot be read: a file is missing, truncated, or does not fit the others. */
public final class InvalidModelException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A new exception.
     *
     * @param message what is wrong, where, and what to do
     */
    public InvalidModelException(String message) {
        this(message, null);
    }

    /**
     * A new exception with the one that led to it.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public InvalidModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
