package io.github.modeleditor.server.edits;

import io.github.modeleditor.server.http.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What was heard of a job since the process began, the latest part of it. Thread-safe. */
final class JobEvents {
    private static final int KEPT = 4096;

    private final Deque<Event> events = new ArrayDeque<>();
    private long last;
    private boolean ended;

    /**
     * Something that happened.
     *
     * @param id from 1
     * @param name what kind it is
     * @param data JSON
     */
    record Event(long id, String name, String data) {}

    synchronized void add(String name, Map<String, ?> data) {
        last++;
        events.addLast(new Event(last, name, Json.write(data)));
        if (events.size() > KEPT) {
            events.removeFirst();
        }
        notifyAll();
    }

    /** Nothing more happens. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** What happened after an event; empty where nothing did within a time, or nothing more does. */
    synchronized List<Event> after(long id, long milliseconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        long left = milliseconds;
        while (last <= id && !ended && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        return events.stream().filter(event -> event.id() > id).toList();
    }
}
