package io.github.modeleditor.api.store;

import java.time.Instant;

/**
 * A change that was begun and not finished, of which a checkpoint is there. The same change, asked for again, goes on from it; any other
 * gives it up.
 *
 * @param change what was begun
 * @param author who makes it
 * @param reason why
 * @param facts how many facts it is about
 * @param saved when the last checkpoint was kept
 */
public record PendingEdit(Change change, String author, String reason, int facts, Instant saved) {
    /** What can be under way. */
    public enum Change {
        /** New facts. */
        APPEND,
        /** Sets that are taken back. */
        REVERT,
        /** All current facts, into one adapter. */
        COMPACTION
    }
}
