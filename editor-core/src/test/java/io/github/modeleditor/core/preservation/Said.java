package io.github.modeleditor.core.preservation;

import com.google.common.primitives.Ints;
import io.github.modeleditor.core.engine.Softmax;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.toy.ToyEngine;
import java.util.List;

/** What an engine says, asked without what is tested. */
final class Said {
    private Said() {}

    /** How an unedited model distributes what follows tokens. */
    static TokenDistribution behind(ToyEngine engine, int[] tokens) {
        float[] logits = engine.logits(TokenBatch.lastPositions(List.of(tokens)), null)[0];
        return TokenDistribution.mostLikely(logits, Softmax.of(logits), 48);
    }

    /** The probability of a token that is named. */
    static double share(TokenDistribution distribution, int token) {
        return distribution.probabilities()[Ints.indexOf(distribution.tokens(), token)];
    }
}
