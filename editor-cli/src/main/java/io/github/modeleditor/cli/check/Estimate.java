package io.github.modeleditor.cli.check;

import java.util.List;

/**
 * How long an edit would take on this machine, extrapolated from trials.
 *
 * @param parts what it does, one after the other
 * @param epochs of training, at most: it stops when every fact is learned
 * @param tried of how many facts the trials were
 */
public record Estimate(List<Part> parts, int epochs, List<Integer> tried) {
    public Estimate {
        parts = List.copyOf(parts);
        tried = List.copyOf(tried);
    }

    /**
     * Part of an edit.
     *
     * @param what it does
     * @param seconds it takes; of training all epochs
     */
    public record Part(String what, double seconds) {}

    /**
     * All parts together.
     *
     * @return seconds
     */
    public double seconds() {
        return parts.stream().mapToDouble(Part::seconds).sum();
    }
}
