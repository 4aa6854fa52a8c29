package io.github.modeleditor.core.engine;

/**
 * A token that is not to become likelier at a place than it was. A divergence from what was said there hardly feels an unlikely
 * token rise, for it weighs every token by its probability; this does, however unlikely the token is:
 *
 * <pre>
 *   E = factor / 2 max(0, log p - r)^2
 * </pre>
 *
 * <p>It costs nothing where the token is less likely than it was.
 *
 * @param token its id
 * @param logProbability r, what it was at most, in nats; 0 or below
 * @param factor what the excess counts beside the divergence at the place; 0 or above
 */
public record Ceiling(int token, float logProbability, float factor) {
    public Ceiling {
        if (!(logProbability <= 0) || Float.isInfinite(logProbability) || !(factor >= 0) || Float.isInfinite(factor)) {
            throw new IllegalArgumentException("a ceiling of " + logProbability + " nats with the factor " + factor);
        }
    }

    /**
     * What a model adds to the loss.
     *
     * @param logProbabilityOfModel what it says of the token, in nats
     * @return E, 0 or above
     */
    public double excess(double logProbabilityOfModel) {
        double above = Math.max(0, logProbabilityOfModel - logProbability);
        return factor / 2 * above * above;
    }
}
