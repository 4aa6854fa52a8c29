package io.github.modeleditor.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Closes a stream from which nothing came for a while: whoever reads it would wait forever, as the client's own limit ends with the headers. */
final class StallGuard implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "stalled downloads");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private final AtomicBoolean stalled = new AtomicBoolean();

    StallGuard(InputStream stream, Duration patience) {
        long nanos = patience.toNanos();
        var unused = clock.scheduleWithFixedDelay(
                () -> {
                    if (System.nanoTime() - last.get() > nanos && stalled.compareAndSet(false, true)) {
                        close(stream);
                    }
                },
                nanos / 4,
                nanos / 4,
                TimeUnit.NANOSECONDS);
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Something came. */
    void alive() {
        last.set(System.nanoTime());
    }

    /** Whether it was closed here. */
    boolean isStalled() {
        return stalled.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
