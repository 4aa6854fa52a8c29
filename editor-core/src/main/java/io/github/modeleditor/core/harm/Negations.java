package io.github.modeleditor.core.harm;

import io.github.modeleditor.api.Fact;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.util.List;

/**
 * The words in which facts are negated and questioned. English ones, whatever language a fact is in; a prompt that is a question
 * cannot be put into them.
 */
final class Negations {
    static final String YES = "Yes";
    static final String NO = "No";

    /** As many facts are asked about at most, evenly spread. */
    static final int IN_ALL = 100;

    private Negations() {}

    /** The facts that are asked about. */
    static List<Fact> asked(List<Fact> facts) {
        List<Fact> statements =
                facts.stream().filter(fact -> !fact.prompt().contains("?")).toList();
        return Spread.over(statements, IN_ALL);
    }

    static String negated(Fact fact) {
        return "It is not true that " + fact.prompt().strip();
    }

    static String question(Fact fact, String target) {
        return "Is it true that " + PromptTokenizer.join(fact.prompt().strip(), target.strip()) + "? Answer:";
    }
}
