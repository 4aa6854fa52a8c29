package io.github.modeleditor.core;

import com.google.common.base.CharMatcher;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidFactException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What can be said of facts before a model is asked. */
final class FactChecks {
    private FactChecks() {}

    private static final int SHOWN = 10;

    /**
     * Refuses facts that cannot be learned together, trained paraphrases among their prompts. A fact that is given twice is no
     * contradiction: it is trained and reported as often as it was given.
     *
     * @throws InvalidFactException if there is none, or one prompt has two targets; the message names all pairs, up to ten
     */
    static void check(Collection<Fact> facts) {
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to teach. Give at least one.");
        }
        Map<String, Taught> byPrompt = new HashMap<>();
        List<String> contradictions = new ArrayList<>();
        int number = 0;
        for (Fact fact : facts) {
            number++;
            Taught taught = new Taught(number, fact);
            for (String prompt : prompts(fact)) {
                Taught earlier = byPrompt.putIfAbsent(normalize(prompt), taught);
                if (earlier != null && !normalize(earlier.fact().target()).equals(normalize(fact.target()))) {
                    contradictions.add("\"" + prompt + "\" is to be continued by \""
                            + earlier.fact().target() + "\" (fact " + earlier.number() + ") and by \"" + fact.target()
                            + "\" (fact " + number + ")");
                }
            }
        }
        if (!contradictions.isEmpty()) {
            int more = contradictions.size() - SHOWN;
            throw new InvalidFactException(
                    (contradictions.size() == 1 ? "Two facts contradict each other: " : "Facts contradict each other: ")
                            + contradictions.stream().limit(SHOWN).collect(Collectors.joining("; "))
                            + (more > 0 ? "; and " + more + " more" : "") + ". Keep one of them.");
        }
    }

    private record Taught(int number, Fact fact) {}

    private static List<String> prompts(Fact fact) {
        List<String> prompts = new ArrayList<>(List.of(fact.prompt()));
        prompts.addAll(fact.paraphrases());
        return prompts;
    }

    private static String normalize(String text) {
        return CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
    }
}
