package io.github.modeleditor.api.config;

import java.util.Arrays;

/**
 * Counts the target and end-of-text, not the prompt. For a text {@code x_0 ... x_(n-1)} whose target begins at {@code t}
 * the loss is {@code -sum_(i >= t) log P(x_i | x_0 ... x_(i-1))}.
 *
 * @see LossMask#conditional()
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
 */
public record ConditionalLikelihood() implements LossMask {
    @Override
    public boolean[] mask(TokenizedText text) {
        boolean[] mask = new boolean[text.length()];
        Arrays.fill(mask, text.targetStart(), mask.length, true);
        return mask;
    }
}
