package io.github.modeleditor.core.tokens;

import io.github.modeleditor.core.engine.TokenDistribution;

/**
 * A place of a text at which the model is to say what another one says, mostly what it said before it was edited.
 *
 * @param place of the token that is distributed; at least 1, so that something precedes it
 * @param reference what should come there
 * @param weight what it counts beside other anchors; above 0
 */
public record Anchor(int place, TokenDistribution reference, float weight) {
    public Anchor {
        if (place < 1 || !(weight > 0) || Float.isInfinite(weight)) {
            throw new IllegalArgumentException("an anchor at place " + place + " of weight " + weight);
        }
    }
}
