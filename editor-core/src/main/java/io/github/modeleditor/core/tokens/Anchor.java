package io.github.modeleditor.core.tokens;

import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.TokenDistribution;
import java.util.Optional;

/**
 * A place of a text at which the model is to say what another one says, mostly what it said before it was edited.
 *
 * @param place of the token that is distributed; at least 1, so that something precedes it
 * @param reference what should come there
 * @param weight what it counts beside other anchors; above 0
 * @param ceiling a token that is not to become likelier there, mostly the first of what is taught
 */
public record Anchor(int place, TokenDistribution reference, float weight, Optional<Ceiling> ceiling) {
    public Anchor {
        if (place < 1 || !(weight > 0) || Float.isInfinite(weight)) {
            throw new IllegalArgumentException("an anchor at place " + place + " of weight " + weight);
        }
    }

    /**
     * An anchor without a ceiling.
     *
     * @param place of the token that is distributed; at least 1
     * @param reference what should come there
     * @param weight what it counts beside other anchors; above 0
     */
    public Anchor(int place, TokenDistribution reference, float weight) {
        this(place, reference, weight, Optional.empty());
    }
}
