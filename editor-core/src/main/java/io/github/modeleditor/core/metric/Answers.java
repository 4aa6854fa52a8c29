package io.github.modeleditor.core.metric;

import io.github.modeleditor.core.batch.TextScores;
import java.util.List;

/**
 * What one model answered.
 *
 * @param scores the score of each text that the questions need
 * @param completions what it says after each fact's prompt, greedily, in the facts' order
 */
public record Answers(TextScores scores, List<String> completions) {
    public Answers {
        completions = List.copyOf(completions);
    }
}
