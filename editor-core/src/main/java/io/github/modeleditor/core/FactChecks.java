package io.github.modeleditor.core;

import com.google.common.base.CharMatcher;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.error.InvalidFactException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What can be said of facts before a model is asked. */
final class FactChecks {
    private FactChecks() {}

    /**
     * Refuses facts that cannot be learned together. A fact that is given twice is no contradiction: it is trained and
     * reported as often as it was given.
     *
     * @throws InvalidFactException if there is none, or one prompt has two targets
     */
    static void check(Collection<Fact> facts) {
        if (facts.isEmpty()) {
            throw new InvalidFactException("There is no fact to teach. Give at least one.");
        }
        Map<String, Fact> byPrompt = new HashMap<>();
        for (Fact fact : facts) {
            Fact earlier = byPrompt.putIfAbsent(normalize(fact.prompt()), fact);
            if (earlier != null && !normalize(earlier.target()).equals(normalize(fact.target()))) {
                throw new InvalidFactException(
                        "Two facts contradict each other: \"" + fact.prompt() + "\" is to be continued by \""
                                + earlier.target() + "\" and by \"" + fact.target() + "\". Keep one of them.");
            }
        }
    }

    private static String normalize(String text) {
        return CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
    }
}
