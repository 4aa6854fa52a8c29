package io.github.modeleditor.core.store;

import io.github.modeleditor.api.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * Two facts about one thing, by the rules of a store: their prompts, their paraphrases, or the relations of their subjects are the same but
 * for white space, case, leading articles and closing punctuation.
 *
 * @param first the earlier one's place in the list, from 0
 * @param second the later one's place
 * @param isContradiction whether they say different things; else the second repeats the first
 */
public record FactConflict(int first, int second, boolean isContradiction) {
    /**
     * Finds them.
     *
     * @param facts any number
     * @return for each fact the earliest that it contradicts and the earliest that it repeats, where there is one, in the facts' order
     */
    public static List<FactConflict> in(List<Fact> facts) {
        Conflicts<Integer> known = new Conflicts<>();
        List<FactConflict> found = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            int second = i;
            List<Conflicts.Match<Integer>> matches = known.with(facts.get(i));
            for (boolean kind : new boolean[] {true, false}) {
                matches.stream()
                        .filter(match -> match.isContradiction() == kind)
                        .mapToInt(Conflicts.Match::found)
                        .min()
                        .ifPresent(first -> found.add(new FactConflict(first, second, kind)));
            }
            known.add(facts.get(i), i);
        }
        return found;
    }
}
