package io.github.modeleditor.spark.ring;

import io.github.modeleditor.api.error.ModelEditorException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Workers of one edit lost one another: one is gone, silent, not who it says, or not where the others are. */
public class RingException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A new exception.
     *
     * @param message what is wrong, with which worker, and what to do
     */
    public RingException(String message) {
        this(message, null);
    }

    /**
     * A new exception with the one that led to it.
     *
     * @param message what is wrong, with which worker, and what to do
     * @param cause what led to it, or null
     */
    public RingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
