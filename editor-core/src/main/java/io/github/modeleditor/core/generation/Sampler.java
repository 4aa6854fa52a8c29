package io.github.modeleditor.core.generation;

import io.github.modeleditor.api.config.GenerationConfig;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * Chooses tokens as a configuration says: repetition penalty, then the most likely token or temperature, top-k, top-p and a
 * draw. Steps and order are those of Hugging Face's logits processors.
 *
 * @see <a href="https://arxiv.org/abs/1909.05858">CTRL, section 4.1, for the repetition penalty</a>
 */
final class Sampler implements TokenChoice {
    private final GenerationConfig config;
    private final RandomGenerator random;
    private final BitSet present = new BitSet();

    /**
     * A sampler for one text.
     *
     * @param config how tokens are chosen
     * @param prompt the tokens that are there already
     * @param random what is drawn from
     */
    Sampler(GenerationConfig config, int[] prompt, RandomGenerator random) {
        this.config = config;
        this.random = random;
        Arrays.stream(prompt).forEach(present::set);
    }

    @Override
    public IntSupplier next(float[] logits) {
        if (config.repetitionPenalty() != 1) {
            penalize(logits);
        }
        int token = config.temperature() == 0
                ? TokenChoice.mostLikely(logits)
                : Nucleus.draw(prepared(logits), config.topP(), random);
        present.set(token);
        return () -> token;
    }

    /** The tokens that may be drawn, as logits that are overwritten, penalties included, leave them. */
    Nucleus drawable(float[] logits) {
        return Nucleus.of(prepared(logits), config.topP());
    }

    private float[] prepared(float[] logits) {
        // The highest logit becomes zero, which changes no probability and lets none overflow at low temperatures.
        float highest = logits[TokenChoice.mostLikely(logits)];
        for (int token = 0; token < logits.length; token++) {
            logits[token] = (float) (((double) logits[token] - highest) / config.temperature());
        }
        if (config.topK() > 0 && config.topK() < logits.length) {
            keepHighest(logits, config.topK());
        }
        return logits;
    }

    void penalize(float[] logits) {
        double penalty = config.repetitionPenalty();
        for (int token = present.nextSetBit(0);
                token >= 0 && token < logits.length;
                token = present.nextSetBit(token + 1)) {
            double logit = logits[token];
            logits[token] = (float) (logit < 0 ? logit * penalty : logit / penalty);
        }
    }

    /** All tokens below the k-th highest logit become impossible; those equal to it stay, as there. */
    private static void keepHighest(float[] logits, int k) {
        float[] sorted = logits.clone();
        Arrays.sort(sorted);
        float lowest = sorted[sorted.length - k];
        for (int token = 0; token < logits.length; token++) {
            if (logits[token] < lowest) {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
