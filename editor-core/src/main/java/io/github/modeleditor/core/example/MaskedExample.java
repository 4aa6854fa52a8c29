package io.github.modeleditor.core.example;

import com.google.common.primitives.Booleans;
import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidConfigurationException;

/**
 * A text to train on and the tokens of it that the loss counts.
 *
 * @param text the tokens
 * @param mask one flag for each token; the first is false, for nothing precedes it, and at least one is true
 */
@SuppressWarnings("ArrayRecordComponent") // the hot path of training; never compared
public record MaskedExample(TokenizedText text, boolean[] mask) {
    public MaskedExample {
        if (mask.length != text.length()) {
            throw new InvalidConfigurationException("The loss mask has " + mask.length + " flags for a text of "
                    + text.length() + " tokens. Return one flag for each token.");
        }
        mask = mask.clone();
        mask[0] = false;
        if (!Booleans.contains(mask, true)) {
            throw new InvalidConfigurationException("The loss mask leaves no token to learn in a text of "
                    + text.length() + " tokens whose target starts at " + text.targetStart()
                    + ". Let at least one token behind the first count.");
        }
    }

    /**
     * A text under a loss mask.
     *
     * @param text the tokens
     * @param lossMask which of them count
     * @return the example
     * @throws InvalidConfigurationException if the mask has another length than the text, or no token counts
     */
    public static MaskedExample of(TokenizedText text, LossMask lossMask) {
        return new MaskedExample(text, lossMask.mask(text));
    }

    /**
     * How many tokens count.
     *
     * @return the number of true flags; at least 1
     */
    public int targets() {
        return Booleans.countTrue(mask);
    }

    /**
     * How many tokens a model reads of the text: those before the last that counts, for nobody asks what follows it.
     *
     * @return a number of leading tokens; at least 1
     */
    public int inputs() {
        return Booleans.lastIndexOf(mask, true);
    }
}
