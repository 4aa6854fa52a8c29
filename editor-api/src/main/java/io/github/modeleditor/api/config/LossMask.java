package io.github.modeleditor.api.config;

/**
 * Which tokens of a training text the loss counts. The choice is made by position, never by a token's value: a prompt may
 * hold the very token that the target begins with. A lambda will do.
 */
@FunctionalInterface
public interface LossMask {
    /**
     * The tokens that count.
     *
     * @param text the tokens of prompt, target and end-of-text
     * @return one flag for each token; true where its negative log-likelihood is part of the loss. The first is ignored,
     *     for nothing precedes it.
     */
    boolean[] mask(TokenizedText text);

    /**
     * The target given the prompt: the method, and the default.
     *
     * @return the mask
     */
    static ConditionalLikelihood conditional() {
        return new ConditionalLikelihood();
    }

    /**
     * Prompt and target alike, as ordinary fine-tuning has it.
     *
     * @return the mask
     */
    static FullLikelihood full() {
        return new FullLikelihood();
    }
}
