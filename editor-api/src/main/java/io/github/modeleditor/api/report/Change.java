package io.github.modeleditor.api.report;

/**
 * A figure of the unedited model and of the edited one.
 *
 * @param before of the unedited model; NaN where it was not measured
 * @param after of the edited model; NaN where it was not measured
 */
public record Change(double before, double after) {
    private static final Change UNMEASURED = new Change(Double.NaN, Double.NaN);

    /**
     * No change known.
     *
     * @return NaN before and after
     */
    public static Change unmeasured() {
        return UNMEASURED;
    }
}
