package io.github.modeleditor.api.store;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.time.Duration;
import java.util.Objects;

/**
 * How often the state of a training is kept in the store, so that a process that ends need not begin again: whoever appends the same
 * facts again, with the same editor and on the same version, goes on from there, and gets the adapter that training without an end
 * would have given, bit by bit. A state takes four times the adapter's size, and goes when the version is there.
 *
 * @param steps after so many optimizer steps; at least 1
 * @param time after so much time, by the wall clock; above 0
 */
public record Checkpoints(int steps, Duration time) {
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final Duration FOREVER = Duration.ofDays(36_500);

    public Checkpoints {
        Objects.requireNonNull(time, "time");
        if (steps < 1 || time.isNegative() || time.isZero()) {
            throw new InvalidConfigurationException("Checkpoints are to be every " + steps + " steps or every " + time
                    + ". Give at least one step, and a time above zero.");
        }
    }

    /**
     * What is done where nothing else is said: every five minutes.
     *
     * @return the interval
     */
    public static Checkpoints defaults() {
        return every(USUAL);
    }

    /**
     * By steps alone.
     *
     * @param steps optimizer steps; at least 1
     * @return the interval
     */
    public static Checkpoints every(int steps) {
        return new Checkpoints(steps, FOREVER);
    }

    /**
     * By time alone.
     *
     * @param time by the wall clock; above 0
     * @return the interval
     */
    public static Checkpoints every(Duration time) {
        return new Checkpoints(Integer.MAX_VALUE, time);
    }

    /**
     * Never.
     *
     * @return the interval
     */
    public static Checkpoints none() {
        return new Checkpoints(Integer.MAX_VALUE, FOREVER);
    }
}
