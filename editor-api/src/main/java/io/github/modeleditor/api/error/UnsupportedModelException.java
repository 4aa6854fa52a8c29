package io.github.modeleditor.api.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A model that can be read but not edited: an operator has no gradient, or the graph is no decoder. */
public final class UnsupportedModelException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A new exception.
     *
     * @param message what is wrong, where, and what to do
     */
    public UnsupportedModelException(String message) {
        this(message, null);
    }

    /**
     * A new exception with the one that led to it.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public UnsupportedModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
