package io.github.modeleditor.cli.fetch;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** The hub asks to come again later. */
final class RetryLaterException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration after;

    /**
     * A new exception.
     *
     * @param message what the hub said
     * @param after how long it asks to wait; zero where it does not say
     */
    RetryLaterException(String message, Duration after) {
        super(message);
        this.after = after;
    }

    Duration after() {
        return after;
    }
}
