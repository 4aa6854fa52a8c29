package io.github.modeleditor.core.metric;

import io.github.modeleditor.core.batch.TextScores;
import java.util.List;

/**
 * What one model answered.
 *
 * @param scores the score of each text that the questions need
 * @param completions what it says after each question's prompt, greedily, in the questions' order
 * @param writings what it writes after each fact's prompt where fluency is measured, in the facts' order; empty elsewhere
 */
public record ModelAnswers(TextScores scores, List<String> completions, List<String> writings) {
    public ModelAnswers {
        completions = List.copyOf(completions);
        writings = List.copyOf(writings);
    }
}
