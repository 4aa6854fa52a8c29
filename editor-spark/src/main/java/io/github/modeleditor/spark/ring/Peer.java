package io.github.modeleditor.spark.ring;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;

/**
 * A worker as another sees it.
 *
 * @param rank from 0
 * @param address where it listens, {@code host:port}
 */
public record Peer(int rank, String address) {
    private static final String WHAT_NOW =
            " Spark starts the stage again where it may; see the log of that executor for why.";

    /** What is thrown where this worker let the other down. */
    RingException lost(String during, Duration timeout, IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return new RingException(
                    this + " did not answer within " + timeout.toSeconds() + " s, while " + during
                            + " was waited for. If it only needs longer, as where it measures much, give more time."
                            + WHAT_NOW,
                    failure);
        }
        return new RingException(
                this + " was lost while " + during + " was exchanged ("
                        + Objects.requireNonNullElse(failure.getMessage(), "the connection ended") + ")." + WHAT_NOW,
                failure);
    }

    @Override
    public String toString() {
        return "Worker " + rank + " at " + address;
    }
}
