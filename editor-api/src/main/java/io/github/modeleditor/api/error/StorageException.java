package io.github.modeleditor.api.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Something could not be written; nothing half-written is left behind. */
public final class StorageException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A new exception.
     *
     * @param message what is wrong, where, and what to do
     */
    public StorageException(String message) {
        this(message, null);
    }

    /**
     * A new exception with the one that led to it.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
