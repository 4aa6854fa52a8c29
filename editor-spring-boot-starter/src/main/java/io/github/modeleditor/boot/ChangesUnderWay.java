package io.github.modeleditor.boot;

import io.github.modeleditor.api.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The changes of a store that train or wait for their turn, by the switches that stop them. Thread-safe. */
final class ChangesUnderWay {
    private final List<Cancellation> switches = new ArrayList<>();
    private boolean closed;

    /** One begins. False where none may any more. */
    synchronized boolean begin(Cancellation cancellation) {
        return !closed && switches.add(cancellation);
    }

    synchronized void end(Cancellation cancellation) {
        switches.remove(cancellation);
        notifyAll();
    }

    synchronized int count() {
        return switches.size();
    }

    /** From now on changes may begin. */
    synchronized void open() {
        closed = false;
    }

    /**
     * From now on none may begin, and those that are under way are cancelled after a time. Whoever interrupts the wait ends that time.
     *
     * @param grace how long they may go on
     * @return how many were cancelled
     */
    synchronized int endAll(Duration grace) {
        closed = true;
        long deadline = System.nanoTime() + grace.toNanos();
        try {
            for (long left = grace.toNanos(); left > 0 && !switches.isEmpty(); left = deadline - System.nanoTime()) {
                // At least a millisecond: 0 would wait without end.
                wait(Math.max(1, Duration.ofNanos(left).toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        switches.forEach(Cancellation::cancel);
        return switches.size();
    }
}
