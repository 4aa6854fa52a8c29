package io.github.modeleditor.server.http;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A bucket of tokens that fills steadily: so many calls a minute, as many at once. Thread-safe. */
public final class RateLimit {
    private final double perMinute;
    private final LongSupplier nanoseconds;
    private double left;
    private long last;

    /**
     * A full bucket.
     *
     * @param perMinute calls a minute; at least 1
     * @param nanoseconds a clock that never goes back, such as {@link System#nanoTime}
     */
    public RateLimit(int perMinute, LongSupplier nanoseconds) {
        this.perMinute = perMinute;
        this.nanoseconds = nanoseconds;
        left = perMinute;
        last = nanoseconds.getAsLong();
    }

    /**
     * Takes a token, if there is one.
     *
     * @return 0 where there was, else in how many seconds there will be one
     */
    public synchronized long take() {
        long now = nanoseconds.getAsLong();
        double perNanosecond = perMinute / TimeUnit.MINUTES.toNanos(1);
        left = Math.min(perMinute, left + (double) (now - last) * perNanosecond);
        last = now;
        if (left >= 1) {
            left--;
            return 0;
        }
        return Math.max(1, (long) Math.ceil((1 - left) / perNanosecond / TimeUnit.SECONDS.toNanos(1)));
    }
}
