package io.github.modeleditor.api.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The root of everything this library throws on purpose. Its message says what is wrong, where, and what to do. */
public class ModelEditorException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A new exception.
     *
     * @param message what is wrong, where, and what to do
     */
    public ModelEditorException(String message) {
        this(message, null);
    }

    /**
     * A new exception with the one that led to it.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, or null
     */
    public ModelEditorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
