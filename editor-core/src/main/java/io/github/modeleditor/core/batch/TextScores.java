package io.github.modeleditor.core.batch;

import com.google.common.collect.ImmutableMap;
import io.github.modeleditor.api.config.TokenizedText;
import java.util.Map;

/** What a model answered to a set of texts. Immutable. */
public final class TextScores {
    private final ImmutableMap<TokenizedText, TextScore> scores;

    /**
     * The answers.
     *
     * @param scores the score of each text that was asked
     */
    public TextScores(Map<TokenizedText, TextScore> scores) {
        this.scores = ImmutableMap.copyOf(scores);
    }

    /**
     * The answer to one text.
     *
     * @param text a text that was asked
     * @return its score
     */
    public TextScore of(TokenizedText text) {
        TextScore score = scores.get(text);
        if (score == null) {
            throw new IllegalArgumentException(text + " was not asked");
        }
        return score;
    }
}
