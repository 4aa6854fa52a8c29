package io.github.modeleditor.api.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A fact that cannot be learned as it stands: blank, too long, or in contradiction to another. */
public final class InvalidFactException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A new exception.
     *
     * @param message what is wrong, where, and what to do
     */
    public InvalidFactException(String message) {
        this(message, null);
    }

    /**
     * A new exception with the one that led to it.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public InvalidFactException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
