package io.github.modeleditor.core.engine;

import java.util.Optional;

/**
 * A place in a batch at which the model is held to a distribution instead of one token, as in distillation. It adds {@code weight
 * * (D + E)} to the loss, with D the {@linkplain TokenDistribution#divergence divergence} from the model's own distribution and E
 * the {@linkplain Ceiling#excess excess} over the ceiling, if there is one. The model's logits there are computed once, however
 * many tokens are named.
 *
 * @param position the flat index {@code row * columns + column} of the token whose output is compared
 * @param text which of the texts it belongs to, as {@link TokenBatch#targetTexts()} says
 * @param reference what the model should say there
 * @param weight what a nat of divergence counts in the loss
 * @param ceiling a token that is not to become likelier
 */
public record SoftTarget(
        long position, int text, TokenDistribution reference, float weight, Optional<Ceiling> ceiling) {
    /**
     * A place without a ceiling.
     *
     * @param position the flat index {@code row * columns + column} of the token whose output is compared
     * @param text which of the texts it belongs to
     * @param reference what the model should say there
     * @param weight what a nat of divergence counts in the loss
     */
    public SoftTarget(long position, int text, TokenDistribution reference, float weight) {
        this(position, text, reference, weight, Optional.empty());
    }

    /**
     * The token of the ceiling where the reference does not name it.
     *
     * @return the token, or empty
     */
    public Optional<Ceiling> unnamedCeiling() {
        return ceiling.filter(limit -> !reference.names(limit.token()));
    }
}
