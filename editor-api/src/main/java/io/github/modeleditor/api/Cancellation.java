package io.github.modeleditor.api;

import io.github.modeleditor.api.error.EditCancelledException;

/**
 * A switch that stops an edit from another thread, within one training step, or a text, after one token. Thread-safe; once thrown it
 * stays thrown.
 */
public final class Cancellation {
    private volatile boolean cancelled;

    /** A switch not yet thrown. */
    public Cancellation() {}

    /**
     * Asks every edit that watches this switch to stop, each of which then throws an {@link EditCancelledException}, and every text,
     * which is then given back as far as it goes.
     */
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
