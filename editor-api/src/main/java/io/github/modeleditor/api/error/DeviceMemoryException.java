package io.github.modeleditor.api.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A device has too little memory for what it was asked to compute at once; less may still fit. */
public final class DeviceMemoryException extends DeviceException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A new exception with the one that led to it.
     *
     * @param message what does not fit, where, and what to do
     * @param cause what led to it, or null
     */
    public DeviceMemoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
