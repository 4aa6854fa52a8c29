package io.github.modeleditor.api.store;

import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditListener;
import java.util.Objects;

/**
 * A change of a store that brings no new facts: who makes it and why, who hears of its trainings, and what stops it. Immutable.
 *
 * @param author who makes it; free text
 * @param reason why; free text
 * @param listener who hears of progress
 * @param cancellation what stops it; the store is then as it was
 * @param checkpoints how often the state of its trainings is kept
 */
public record ChangeRequest(
        String author, String reason, EditListener listener, Cancellation cancellation, Checkpoints checkpoints) {
    public ChangeRequest {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(checkpoints, "checkpoints");
    }

    /**
     * A change that nobody hears of and nothing stops.
     *
     * @param author who makes it
     * @param reason why
     * @return the request
     */
    public static ChangeRequest of(String author, String reason) {
        return new ChangeRequest(author, reason, EditListener.silent(), new Cancellation(), Checkpoints.defaults());
    }

    /**
     * The same change with a listener instead of the one before.
     *
     * @param newListener who hears of progress
     * @return a new request
     */
    public ChangeRequest onProgress(EditListener newListener) {
        return new ChangeRequest(author, reason, newListener, cancellation, checkpoints);
    }

    /**
     * The same change with a switch that stops it from another thread.
     *
     * @param newCancellation the switch; once thrown it stays thrown
     * @return a new request
     */
    public ChangeRequest cancelledBy(Cancellation newCancellation) {
        return new ChangeRequest(author, reason, listener, newCancellation, checkpoints);
    }

    /**
     * The same change with checkpoints at other times.
     *
     * @param interval how often the state of its trainings is kept
     * @return a new request
     */
    public ChangeRequest keeping(Checkpoints interval) {
        return new ChangeRequest(author, reason, listener, cancellation, interval);
    }
}
