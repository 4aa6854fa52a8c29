package io.github.modeleditor.api.report;

/**
 * One thing that was looked for.
 *
 * @param name what
 * @param value what was found, or what its absence means
 * @param state whether that is well
 */
public record Finding(String name, String value, State state) {
    /** Whether a finding is well. */
    public enum State {
        /** A fact, good or bad for nothing. */
        FACT,
        /** What is needed, and there. */
        FOUND,
        /** What a GPU needs, and not there. */
        MISSING
    }

    /**
     * A fact, good or bad for nothing.
     *
     * @param name what was looked for
     * @param value what was found, or what its absence means
     * @return the finding
     */
    public static Finding fact(String name, String value) {
        return new Finding(name, value, State.FACT);
    }

    /**
     * What is needed, and there.
     *
     * @param name what was looked for
     * @param value what was found, or what its absence means
     * @return the finding
     */
    public static Finding found(String name, String value) {
        return new Finding(name, value, State.FOUND);
    }

    /**
     * What a GPU needs, and not there.
     *
     * @param name what was looked for
     * @param value what was found, or what its absence means
     * @return the finding
     */
    public static Finding missing(String name, String value) {
        return new Finding(name, value, State.MISSING);
    }
}
