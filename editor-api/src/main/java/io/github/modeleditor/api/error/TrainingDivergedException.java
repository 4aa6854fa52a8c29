package io.github.modeleditor.api.error;

import io.github.modeleditor.api.Adapter;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The loss became NaN or infinite; the last good weights are still available. */
public final class TrainingDivergedException extends ModelEditorException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Adapter adapter;

    /**
     * A new exception.
     *
     * @param message what happened, at which step, and what to do
     * @param adapter the last good weights, or null where no step was completed
     */
    public TrainingDivergedException(String message, @Nullable Adapter adapter) {
        super(message);
        this.adapter = adapter;
    }

    /**
     * The last good weights.
     *
     * @return the adapter as it was after the last good step; empty where no step was completed
     */
    public Optional<Adapter> adapter() {
        return Optional.ofNullable(adapter);
    }
}
