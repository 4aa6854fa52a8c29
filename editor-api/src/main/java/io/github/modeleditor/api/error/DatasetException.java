package io.github.modeleditor.api.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A file of facts that cannot be read; the message has file, line and column, or record and field. */
public final class DatasetException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A new exception.
     *
     * @param message what is wrong, where, and what to do
     */
    public DatasetException(String message) {
        this(message, null);
    }

    /**
     * A new exception with the one that led to it.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public DatasetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
