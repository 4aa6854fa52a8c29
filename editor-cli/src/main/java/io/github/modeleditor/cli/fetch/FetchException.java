package io.github.modeleditor.cli.fetch;

import io.github.modeleditor.api.error.ModelEditorException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A model could not be downloaded. What was loaded of it stays, and is gone on from. */
public final class FetchException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    FetchException(String message) {
        this(message, null);
    }

    FetchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
