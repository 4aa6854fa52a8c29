package io.github.modeleditor.core.tokens;

import io.github.modeleditor.api.config.LossMask;
import io.github.modeleditor.api.config.TokenizedText;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.core.engine.TokenDistribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A text to train on, and what its places count in the loss, which has two terms: the negative log-likelihood of tokens that have
 * a weight, and the divergence from the reference distributions of anchors.
 *
 * @param text the tokens
 * @param weights what each token's negative log-likelihood counts beside others; 0 or above; the first is 0, for nothing
 *     precedes it
 * @param anchors places that are held to distributions
 * @param taughtAt the tokens through which the adapter learns of it; empty for all, and where the text is only held
 */
@SuppressWarnings("ArrayRecordComponent") // the hot path of training; never compared
public record MaskedExample(TokenizedText text, float[] weights, List<Anchor> anchors, Optional<TokenRange> taughtAt) {
    public MaskedExample {
        if (weights.length != text.length()) {
            throw new InvalidConfigurationException("The loss mask has " + weights.length + " flags for a text of "
                    + text.length() + " tokens. Return one flag for each token.");
        }
        weights = weights.clone();
        weights[0] = 0;
        anchors = List.copyOf(anchors);
        if (last(weights, anchors) == 0) {
            throw new InvalidConfigurationException("The loss mask leaves no token to learn in a text of "
                    + text.length() + " tokens whose target starts at " + text.targetStart()
                    + ". Let at least one token behind the first count.");
        }
        if (last(weights, anchors) >= text.length()) {
            throw new IllegalArgumentException("an anchor behind a text of " + text.length() + " tokens");
        }
        for (float weight : weights) {
            if (!(weight >= 0) || Float.isInfinite(weight)) {
                throw new IllegalArgumentException("a token of weight " + weight);
            }
        }
    }

    /**
     * A text of which the adapter learns through all tokens.
     *
     * @param text the tokens
     * @param weights what each token's negative log-likelihood counts
     * @param anchors places that are held to distributions
     */
    public MaskedExample(TokenizedText text, float[] weights, List<Anchor> anchors) {
        this(text, weights, anchors, Optional.empty());
    }

    /**
     * A text under a loss mask: each token counts once or not at all.
     *
     * @param text the tokens
     * @param lossMask which of them count
     * @return the example
     * @throws InvalidConfigurationException if the mask has another length than the text, or no token counts
     */
    public static MaskedExample of(TokenizedText text, LossMask lossMask) {
        boolean[] mask = lossMask.mask(text);
        float[] weights = new float[mask.length];
        for (int place = 0; place < mask.length; place++) {
            weights[place] = mask[place] ? 1 : 0;
        }
        return new MaskedExample(text, weights, List.of());
    }

    /**
     * The same text, of which the adapter learns through some of its tokens.
     *
     * @param tokens which; those of them that the model reads count
     * @return the example; this one where the model reads none of them
     */
    public MaskedExample withTaughtAt(TokenRange tokens) {
        return tokens.start() < inputs()
                ? new MaskedExample(text, weights, anchors, Optional.of(tokens.until(inputs())))
                : this;
    }

    /**
     * The same text, more places of which are held.
     *
     * @param more beside those that are
     * @return the example
     */
    public MaskedExample withAnchors(List<Anchor> more) {
        List<Anchor> all = new ArrayList<>(anchors);
        all.addAll(more);
        return new MaskedExample(text, weights, all, taughtAt);
    }

    /**
     * The same text with a place behind its last token that is held.
     *
     * @param reference what should come there
     * @param weight what it counts beside other anchors; above 0
     * @return an example of a token more, which the model does not read
     */
    public MaskedExample withEnd(TokenDistribution reference, float weight) {
        int end = text.length();
        // Which token stands there does not matter.
        TokenizedText longer = new TokenizedText(Arrays.copyOf(text.tokens(), end + 1), text.targetStart());
        return new MaskedExample(longer, Arrays.copyOf(weights, end + 1), anchors, taughtAt)
                .withAnchors(List.of(new Anchor(end, reference, weight)));
    }

    /**
     * All that a model reads of the text but the first token, which is like no other, as all attention rests on it.
     *
     * @return at least one token; the first where it reads no other
     */
    public TokenRange behindFirst() {
        return new TokenRange(Math.min(1, inputs() - 1), inputs());
    }

    /**
     * How many tokens have a weight.
     *
     * @return 0 or more; at least 1 where there is no anchor
     */
    public int targets() {
        int targets = 0;
        for (float weight : weights) {
            targets += weight > 0 ? 1 : 0;
        }
        return targets;
    }

    /**
     * How many tokens a model reads of the text: those before the last that counts, for nobody asks what follows it.
     *
     * @return a number of leading tokens; at least 1
     */
    public int inputs() {
        return last(weights, anchors);
    }

    /** The last place that counts; 0 where none does. */
    private static int last(float[] weights, List<Anchor> anchors) {
        int last = anchors.stream().mapToInt(Anchor::place).max().orElse(0);
        for (int place = weights.length - 1; place > last; place--) {
            if (weights[place] > 0) {
                return place;
            }
        }
        return last;
    }
}
