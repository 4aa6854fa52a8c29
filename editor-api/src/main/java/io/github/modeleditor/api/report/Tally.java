package io.github.modeleditor.api.report;

/**
 * How many of some prompts something holds for.
 *
 * @param count how many; from 0 to {@code of}
 * @param of how many prompts there are
 */
public record Tally(int count, int of) {
    /**
     * The share.
     *
     * @return 0 to 100; NaN where there is no prompt
     */
    public double percent() {
        return of == 0 ? Double.NaN : 100.0 * count / of;
    }
}
