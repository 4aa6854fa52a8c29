package io.github.modeleditor.onnx.doctor;

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

    static Finding fact(String name, String value) {
        return new Finding(name, value, State.FACT);
    }

    static Finding found(String name, String value) {
        return new Finding(name, value, State.FOUND);
    }

    static Finding missing(String name, String value) {
        return new Finding(name, value, State.MISSING);
    }
}
