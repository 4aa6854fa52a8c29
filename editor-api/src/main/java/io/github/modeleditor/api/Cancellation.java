package io.github.modeleditor.api;

import io.github.modeleditor.api.error.EditCancelledException;

/** A switch that stops an edit from another thread, within one training step. Thread-safe; once thrown it stays thrown. */
public final class Cancellation {
    private volatile boolean cancelled;

    /** A switch not yet thrown. */
    public Cancellation() {}

    /** Asks every edit that watches this switch to stop; each then throws an {@link EditCancelledException}. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Whether the switch was thrown.
     *
     * @return true after {@link #cancel()}
     */
    public boolean isCancelled() {
        return cancelled;
    }
}
