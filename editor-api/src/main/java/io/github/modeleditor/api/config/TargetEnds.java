package io.github.modeleditor.api.config;

/**
 * What follows a target: what the unedited model says there, of all that leaves the target's last word whole. Nothing else tells a
 * model that is taught an answer where it ends, and from its last token it goes on as it always did, from {@code Sega} perhaps to
 * {@code SegaMX}. Where an end of text is trained behind targets this does nothing.
 *
 * @param weight what a nat of divergence there counts; above 0
 * @see Preservation#targetEnds()
 */
public record TargetEnds(double weight) implements Preservation {
    private static final double WEIGHT = 1;

    public TargetEnds {
        Settings.require(
                weight > 0 && Double.isFinite(weight),
                "The weight of targets' ends",
                weight,
                "a finite number above 0");
    }

    static TargetEnds defaults() {
        return new TargetEnds(WEIGHT);
    }
}
