package io.github.modeleditor.boot;

import java.time.Duration;

/**
 * A change of the store that has ended.
 *
 * @param kind what was asked for
 * @param state how it ended
 * @param duration how long it took, waiting for its turn included
 */
record StoreChange(Kind kind, State state, Duration duration) {
    /** What may be asked for. */
    enum Kind {
        APPEND,
        REVERT,
        COMPACT
    }

    /** How it may end. */
    enum State {
        DONE,
        CANCELLED,
        FAILED
    }

    /** Hears of changes. */
    @FunctionalInterface
    interface Listener {
        void changed(StoreChange change);
    }
}
