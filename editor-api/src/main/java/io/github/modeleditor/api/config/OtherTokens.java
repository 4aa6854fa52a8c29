package io.github.modeleditor.api.config;

/**
 * What a target takes the place of: all other tokens there, which are to stay as likely beside each other as the unedited model finds
 * them. The likelihood of the target takes most from those that were likeliest, as long as it is trained.
 *
 * @param weight what a nat of divergence at one token of a target counts; above 0
 * @see Preservation#otherTokens()
 * @see <a href="https://arxiv.org/abs/2605.29498">arXiv 2605.29498, whose divergence leaves the target out of both distributions</a>
 */
public record OtherTokens(double weight) implements Preservation {
    /** With twice that fewer facts are learned to the loss at which training stops. */
    private static final double WEIGHT = 0.05;

    public OtherTokens {
        Settings.require(
                weight > 0 && Double.isFinite(weight), "The weight of other tokens", weight, "a finite number above 0");
    }

    static OtherTokens defaults() {
        return new OtherTokens(WEIGHT);
    }
}
