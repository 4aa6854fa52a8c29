package io.github.modeleditor.cli.fetch;

import java.time.Duration;

/** Lets time go by before something is tried again. */
@FunctionalInterface
public interface Pause {
    /**
     * Waits.
     *
     * @param duration how long; 0 or more
     * @throws InterruptedException if the thread is to end
     */
    void await(Duration duration) throws InterruptedException;

    /**
     * Waits by the clock.
     *
     * @return the pause
     */
    static Pause ofThread() {
        return duration -> Thread.sleep(duration.toMillis());
    }
}
