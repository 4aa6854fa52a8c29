package io.github.modeleditor.benchmarks;

import io.github.modeleditor.api.EditEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How long each part of an edit takes: between two events of progress, or two laps. Used by one thread. */
final class PhaseTimes {
    private static final String NOT_TOLD = "opening";
    private static final double NANOSECONDS = 1e9;

    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long last = System.nanoTime();
    private String part = NOT_TOLD;

    /** What ends here began at the lap before. */
    void lap(String name) {
        part = name;
        add();
        part = NOT_TOLD;
    }

    void hear(EditEvent event) {
        if (event instanceof EditEvent.Progress progress) {
            add();
            part = progress.phase().name().toLowerCase(Locale.ROOT);
        }
    }

    private void add() {
        long now = System.nanoTime();
        seconds.merge(part, (now - last) / NANOSECONDS, Double::sum);
        last = now;
    }

    /** Of each part all of it together, in the order in which they first came. */
    Map<String, Double> seconds() {
        return Collections.unmodifiableMap(seconds);
    }
}
