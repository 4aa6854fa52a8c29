package io.github.modeleditor.api.config;

import java.util.Arrays;

/**
 * Counts prompt and target alike, as ordinary language-model fine-tuning does: {@code -sum_(i >= 1) log P(x_i | x_0 ...
 * x_(i-1))}. The paper's baseline without conditional likelihood.
 *
 * @see LossMask#full()
 * @see <a href="https://arxiv.org/abs/2402.11078">Model Editing by Standard Fine-Tuning, section 3</a>
 */
public record FullLikelihood() implements LossMask {
    @Override
    public boolean[] mask(TokenizedText text) {
        boolean[] mask = new boolean[text.length()];
        Arrays.fill(mask, 1, mask.length, true);
        return mask;
    }
}
