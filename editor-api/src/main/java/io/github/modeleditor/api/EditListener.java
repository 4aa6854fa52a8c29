package io.github.modeleditor.api;

import java.util.Objects;

/**
 * Hears of an edit's progress. It is called on the thread that edits, so a slow listener slows the edit, and what it throws
 * ends the edit.
 */
@FunctionalInterface
public interface EditListener {
    /**
     * Something happened.
     *
     * @param event what happened
     */
    void on(EditEvent event);

    /**
     * This listener, then another.
     *
     * @param next who hears of each event next
     * @return a listener that tells both
     */
    default EditListener and(EditListener next) {
        Objects.requireNonNull(next, "next");
        return event -> {
            on(event);
            next.on(event);
        };
    }

    /**
     * A listener that ignores everything.
     *
     * @return the listener
     */
    static EditListener silent() {
        return event -> {};
    }
}
