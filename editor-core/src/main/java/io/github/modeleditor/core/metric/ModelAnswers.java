package io.github.modeleditor.core.metric;

import io.github.modeleditor.core.batch.TextScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one model answered.
 *
 * @param scores the score of each text that the questions need
 * @param completions what it says after each question's prompt, greedily, in the questions' order
 * @param whole the indices of those completions that go on up to their limit; the others end where it is clear whether they
 *     are what was expected
 * @param writings what it writes after each fact's prompt where fluency is measured, in the facts' order; empty elsewhere
 */
public record ModelAnswers(TextScores scores, List<String> completions, Set<Integer> whole, List<String> writings) {
    public ModelAnswers {
        completions = List.copyOf(completions);
        whole = Set.copyOf(whole);
        writings = List.copyOf(writings);
    }

    /** The same answers with some completions replaced by whole ones. */
    ModelAnswers withWhole(Map<Integer, String> replacements) {
        List<String> replaced = new ArrayList<>(completions);
        replacements.forEach(replaced::set);
        Set<Integer> indices = new TreeSet<>(whole);
        indices.addAll(replacements.keySet());
        return new ModelAnswers(scores, replaced, indices, writings);
    }
}
